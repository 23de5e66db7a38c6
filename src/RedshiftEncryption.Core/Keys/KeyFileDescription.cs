namespace RedshiftEncryption.Keys;

/// <summary>Describes a key file, without the key.</summary>
/// <param name="Fingerprint">The fingerprint of the root key.</param>
/// <param name="Form"><c>Base64</c>, <c>Raw</c>, or <c>KmsEncrypted</c>.</param>
/// <param name="KmsKeyId">The KMS key that encrypted it; null for none.</param>
/// <param name="Exposure">Who else can read the file; null for no one.</param>
internal sealed record KeyFileDescription(string Fingerprint, string Form, string? KmsKeyId, KeyFileExposure? Exposure);
