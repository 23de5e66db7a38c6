namespace RedshiftEncryption.Keys;

/// <summary>A root key that a key management service has encrypted: what a key file holds in place of the key.</summary>
/// <param name="KeyId">The service's name of the key that encrypted it: with AWS KMS an ARN.</param>
/// <param name="Region">Where that key is.</param>
/// <param name="Fingerprint">Of the root key.</param>
/// <param name="Ciphertext">As the service gave it.</param>
internal sealed record WrappedRootKey(string KeyId, string Region, string Fingerprint, byte[] Ciphertext)
{
    public const string PurposeName = "purpose";
    public const string Purpose = "RedshiftEncryption root key";
    public const string FingerprintName = "fingerprint";

    /// <summary>
    /// What the service binds to the ciphertext and writes into its logs: with another purpose or fingerprint it refuses to
    /// decrypt. Key policies can ask for it.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Context(string fingerprint) =>
        new Dictionary<string, string>(StringComparer.Ordinal) { [PurposeName] = Purpose, [FingerprintName] = fingerprint };
}
