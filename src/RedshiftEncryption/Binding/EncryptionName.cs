namespace RedshiftEncryption.Binding;

/// <summary>The names that S3 has for server-side encryption. PowerShell ignores their case, S3 does not.</summary>
internal static class EncryptionName
{
    /// <summary>SSE-S3.</summary>
    public const string S3 = "AES256";

    /// <summary>SSE-KMS.</summary>
    public const string Kms = "aws:kms";

    /// <summary>Returns a validated name in the case that S3 requires.</summary>
    public static string Exact(string? name) => IsKms(name) ? Kms : S3;

    public static bool IsKms(string? name) => string.Equals(name, Kms, StringComparison.OrdinalIgnoreCase);
}
