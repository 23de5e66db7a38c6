namespace RedshiftEncryption.Keys;

/// <summary>Represents a key management service, which encrypts root keys with a key that never leaves the service.</summary>
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

    /// <summary>Decrypts a root key.</summary>
    /// <param name="keyId">The key that encrypted it. The service refuses to decrypt with another key.</param>
    /// <param name="ciphertext">The ciphertext from <see cref="EncryptAsync"/>.</param>
    /// <param name="context">The same encryption context.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The root key, which the caller owns.</returns>
    /// <exception cref="KeyProtectionException">The service refused the request or did not respond.</exception>
    Task<SecretBytes> DecryptAsync(
        string keyId,
        byte[] ciphertext,
        IReadOnlyDictionary<string, string> context,
        CancellationToken cancellationToken
    );
}
