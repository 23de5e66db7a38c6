namespace RedshiftEncryption.Binding;

/// <summary>Server-side encryption by S3's own names. PowerShell compares without regard to case, S3 does not.</summary>
internal static class EncryptionName
{
    /// <summary>SSE-S3.</summary>
    public const string S3 = "AES256";

    /// <summary>SSE-KMS.</summary>
    public const string Kms = "aws:kms";

    /// <summary>A name that has been validated, in S3's own letter case.</summary>
    public static string Exact(string? name) => IsKms(name) ? Kms : S3;

    public static bool IsKms(string? name) => string.Equals(name, Kms, StringComparison.OrdinalIgnoreCase);
}
