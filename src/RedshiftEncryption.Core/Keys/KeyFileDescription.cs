namespace RedshiftEncryption.Keys;

/// <summary>What a key file holds, without the key.</summary>
/// <param name="Fingerprint">Of the root key.</param>
/// <param name="Form"><c>Base64</c>, <c>Raw</c>, or <c>KmsEncrypted</c>.</param>
/// <param name="KmsKeyId">The KMS key that encrypted it; null for none.</param>
/// <param name="Exposure">Who else could read the file; null for nobody.</param>
internal sealed record KeyFileDescription(string Fingerprint, string Form, string? KmsKeyId, KeyFileExposure? Exposure);
