namespace RedshiftEncryption.Keys;

/// <summary>
/// Encrypts and decrypts root keys with a key management service, so that a key file contains only ciphertext.
/// </summary>
internal static class RootKeyWrapping
{
    /// <summary>
    /// Encrypts a root key, and decrypts it once as a check: otherwise a key file that cannot be decrypted would be
    /// noticed only when its objects are needed.
    /// </summary>
    /// <exception cref="KeyProtectionException">The service refused the request, did not respond, or did not return the
    /// same key.</exception>
    public static async Task<WrappedRootKey> WrapAsync(
        IKeyProtection protection,
        string keyId,
        RootKey key,
        CancellationToken cancellationToken
    )
    {
        var (usedKeyId, ciphertext) = await protection
            .EncryptAsync(keyId, key.Secret, WrappedRootKey.Context(key.Fingerprint), cancellationToken)
            .ConfigureAwait(false);
        var wrapped = new WrappedRootKey(usedKeyId, protection.Region, key.Fingerprint, ciphertext);
        try
        {
            using var back = await UnwrapAsync(protection, wrapped, keyId, cancellationToken).ConfigureAwait(false);
            return wrapped;
        }
        catch (InvalidRootKeyException exception)
        {
            throw new KeyProtectionException(
                KeyProtectionFault.KmsInvalidResponse,
                KeyPurpose.RootKey,
                keyId,
                $"The root key was encrypted under the KMS key '{keyId}', but decrypting it did not return the same key.",
                exception
            );
        }
    }

    /// <summary>Decrypts a root key.</summary>
    /// <exception cref="KeyProtectionException">The service refused the request or did not respond.</exception>
    /// <exception cref="InvalidRootKeyException">The decrypted value is not a root key, or not the one that the file
    /// describes.</exception>
    public static async Task<RootKey> UnwrapAsync(
        IKeyProtection protection,
        WrappedRootKey wrapped,
        string path,
        CancellationToken cancellationToken
    )
    {
        var secret = await protection
            .DecryptAsync(
                KeyPurpose.RootKey,
                wrapped.KeyId,
                wrapped.Ciphertext,
                WrappedRootKey.Context(wrapped.Fingerprint),
                cancellationToken
            )
            .ConfigureAwait(false);
        RootKey? key = null;
        try
        {
            key = new RootKey(secret, path);
            key.ThrowIfOnlyForReading();
            if (!string.Equals(key.Fingerprint, wrapped.Fingerprint, StringComparison.Ordinal))
                throw new InvalidRootKeyException(
                    $"'{path}' contains a root key that does not match its fingerprint. Restore the file from a copy."
                );
            return key;
        }
        catch
        {
            secret.Dispose();
            key?.Dispose();
            throw;
        }
    }

    /// <summary>Gets the region in a key's ARN; null for an ID or an alias.</summary>
    public static string? RegionOf(string keyId) =>
        keyId.StartsWith("arn:", StringComparison.Ordinal) && keyId.Split(':') is { Length: >= 6 } fields && fields[3].Length > 0
            ? fields[3]
            : null;
}
