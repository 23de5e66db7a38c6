namespace RedshiftEncryption.Storage;

/// <summary>Compares the name of a KMS key in a request with the ARN that the server reports.</summary>
internal static class KmsKeyName
{
    const string AliasName = "alias/";
    const string KeyName = ":key/";

    /// <summary>Returns whether both can be the same key. An alias does not show which key it names, and counts as the same.</summary>
    /// <param name="requested">An ID, an ARN or an alias.</param>
    /// <param name="reported">The ARN that the server reports; null if it reports none.</param>
    public static bool IsSame(string requested, string? reported)
    {
        if (requested.StartsWith(AliasName, StringComparison.Ordinal) || requested.Contains(":" + AliasName, StringComparison.Ordinal))
            return true;
        if (reported is null || string.Equals(requested, reported, StringComparison.Ordinal))
            return reported is not null;
        var id = reported.IndexOf(KeyName, StringComparison.Ordinal);
        return id >= 0 && string.Equals(requested, reported.Substring(id + KeyName.Length), StringComparison.Ordinal);
    }
}
