namespace RedshiftEncryption.Keys;

/// <summary>
/// Represents a key management service, which encrypts root keys and data keys with a key that never leaves the service.
/// </summary>
internal interface IKeyProtection : IDisposable
{
    /// <summary>Gets the region of its keys.</summary>
    string Region { get; }

    /// <summary>Encrypts a root key.</summary>
    /// <param name="keyId">The ID, ARN or alias of the service's key.</param>
    /// <param name="key">The root key, which the caller still owns.</param>
    /// <param name="context">The encryption context, which is bound to the ciphertext: decryption needs the same one.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The ARN of the key that was used, and the ciphertext.</returns>
    /// <exception cref="KeyProtectionException">The service refused the request or did not respond.</exception>
    Task<(string KeyId, byte[] Ciphertext)> EncryptAsync(
        string keyId,
        SecretBytes key,
        IReadOnlyDictionary<string, string> context,
        CancellationToken cancellationToken
    );

    /// <summary>Decrypts a root key or a data key.</summary>
    /// <param name="purpose">What the key is for. The messages of errors depend on it, the request does not.</param>
    /// <param name="keyId">The key that encrypted it: the service refuses to decrypt with another key. Null if it is not
    /// known: the service then finds it in the ciphertext.</param>
    /// <param name="ciphertext">The ciphertext from <see cref="EncryptAsync"/>, or from another client.</param>
    /// <param name="context">Exactly the encryption context of the encryption.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The key, of any length but 0, which the caller owns.</returns>
    /// <exception cref="KeyProtectionException">The service refused the request or did not respond.</exception>
    Task<SecretBytes> DecryptAsync(
        KeyPurpose purpose,
        string? keyId,
        byte[] ciphertext,
        IReadOnlyDictionary<string, string> context,
        CancellationToken cancellationToken
    );
}
