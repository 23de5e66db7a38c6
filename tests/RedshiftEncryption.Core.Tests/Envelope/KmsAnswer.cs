namespace RedshiftEncryption.Tests.Envelope;

/// <summary>Represents a ciphertext of AWS KMS and what it decrypts to.</summary>
/// <param name="Ciphertext">The ciphertext.</param>
/// <param name="Context">The encryption context, which decryption needs exactly.</param>
/// <param name="Plaintext">The data key.</param>
internal sealed record KmsAnswer(byte[] Ciphertext, IReadOnlyDictionary<string, string> Context, byte[] Plaintext);
