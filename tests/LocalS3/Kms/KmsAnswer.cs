namespace LocalS3;

/// <summary>A ciphertext of real KMS, or of another stub, and what Decrypt returns for it.</summary>
/// <param name="KeyId">The ARN of the KMS key that encrypted it.</param>
/// <param name="EncryptionContext">The context, without which it is not decrypted.</param>
/// <param name="CiphertextBlob">The ciphertext.</param>
/// <param name="Plaintext">The key in it.</param>
sealed record KmsAnswer(string KeyId, IReadOnlyDictionary<string, string> EncryptionContext, byte[] CiphertextBlob, byte[] Plaintext);
