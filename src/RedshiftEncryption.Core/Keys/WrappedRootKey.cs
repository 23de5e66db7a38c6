namespace RedshiftEncryption.Keys;

/// <summary>Represents a root key that a key management service has encrypted, as stored in a key file.</summary>
/// <param name="KeyId">The service's key that encrypted it; for AWS KMS, an ARN.</param>
/// <param name="Region">The region of that key.</param>
/// <param name="Fingerprint">The fingerprint of the root key.</param>
/// <param name="Ciphertext">The ciphertext as the service returned it.</param>
internal sealed record WrappedRootKey(string KeyId, string Region, string Fingerprint, byte[] Ciphertext)
{
    public const string PurposeName = "purpose";
    public const string Purpose = "RedshiftEncryption root key";
    public const string FingerprintName = "fingerprint";

    /// <summary>
    /// Gets the encryption context, which the service binds to the ciphertext and writes to its logs. With another
    /// purpose or fingerprint, the service refuses to decrypt. Key policies can require it.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Context(string fingerprint) =>
        new Dictionary<string, string>(StringComparer.Ordinal) { [PurposeName] = Purpose, [FingerprintName] = fingerprint };
}
