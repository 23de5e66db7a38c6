namespace RedshiftEncryption.Keys;

/// <summary>A key management service that encrypts root keys under a key that never leaves it.</summary>
internal interface IKeyProtection : IDisposable
{
    /// <summary>Where its keys are.</summary>
    string Region { get; }

    /// <summary>Encrypts a root key.</summary>
    /// <param name="keyId">Of the service's key: an id, an ARN or an alias.</param>
    /// <param name="key">Stays the caller's.</param>
    /// <param name="context">Bound to the ciphertext: decryption needs the same.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The ARN of the key that was used, and the ciphertext.</returns>
    /// <exception cref="KeyProtectionException">The service refused, or did not answer.</exception>
    Task<(string KeyId, byte[] Ciphertext)> EncryptAsync(
        string keyId,
        SecretBytes key,
        IReadOnlyDictionary<string, string> context,
        CancellationToken cancellationToken
    );

    /// <summary>Decrypts a root key.</summary>
    /// <param name="keyId">Of the key that encrypted it; with another the service refuses.</param>
    /// <param name="ciphertext">What <see cref="EncryptAsync"/> gave.</param>
    /// <param name="context">The same as then.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The caller's.</returns>
    /// <exception cref="KeyProtectionException">The service refused, or did not answer.</exception>
    Task<SecretBytes> DecryptAsync(
        string keyId,
        byte[] ciphertext,
        IReadOnlyDictionary<string, string> context,
        CancellationToken cancellationToken
    );
}
