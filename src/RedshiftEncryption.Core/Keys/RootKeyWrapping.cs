namespace RedshiftEncryption.Keys;

/// <summary>
/// Root keys under a key management service's key: made here and encrypted there, so that a key file holds ciphertext
/// alone.
/// </summary>
internal static class RootKeyWrapping
{
    /// <summary>
    /// Encrypts a root key, and has it decrypted once: a file that nobody can decrypt would be found when the objects under
    /// it are needed.
    /// </summary>
    /// <exception cref="KeyProtectionException">The service refused, did not answer, or does not give the key back.</exception>
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
                keyId,
                $"What was encrypted under the KMS key '{keyId}' does not decrypt to the root key again.",
                exception
            );
        }
    }

    /// <summary>Decrypts a root key.</summary>
    /// <exception cref="KeyProtectionException">The service refused, or did not answer.</exception>
    /// <exception cref="InvalidRootKeyException">What was encrypted is no root key, or another one than the file says.</exception>
    public static async Task<RootKey> UnwrapAsync(
        IKeyProtection protection,
        WrappedRootKey wrapped,
        string path,
        CancellationToken cancellationToken
    )
    {
        var secret = await protection
            .DecryptAsync(wrapped.KeyId, wrapped.Ciphertext, WrappedRootKey.Context(wrapped.Fingerprint), cancellationToken)
            .ConfigureAwait(false);
        RootKey? key = null;
        try
        {
            key = new RootKey(secret, path);
            if (!string.Equals(key.Fingerprint, wrapped.Fingerprint, StringComparison.Ordinal))
                throw new InvalidRootKeyException(
                    $"'{path}' holds another root key than the one whose fingerprint it names. Restore it from a copy."
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

    /// <summary>The region in a key's ARN; null for an id or an alias.</summary>
    public static string? RegionOf(string keyId) =>
        keyId.StartsWith("arn:", StringComparison.Ordinal) && keyId.Split(':') is { Length: >= 6 } fields && fields[3].Length > 0
            ? fields[3]
            : null;
}
