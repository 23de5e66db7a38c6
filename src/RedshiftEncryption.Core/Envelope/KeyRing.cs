using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Envelope;

/// <summary>Contains the keys of one command, each of which can be the key of an object. Thread-safe.</summary>
/// <param name="rootKeys">The symmetric root keys, which the caller still owns.</param>
/// <param name="privateKeys">The RSA keys, which the caller still owns.</param>
/// <param name="kms">Decrypts data keys that AWS KMS encrypted; null if no such object can be opened.</param>
internal sealed class KeyRing(IReadOnlyList<RootKey> rootKeys, IReadOnlyList<RsaPrivateKey>? privateKeys = null, KmsDataKeys? kms = null)
{
    readonly IReadOnlyList<RsaPrivateKey> privateKeys = privateKeys ?? [];

    /// <summary>No key.</summary>
    public static KeyRing Empty { get; } = new([]);

    /// <summary>Gets the symmetric root keys.</summary>
    public IReadOnlyList<RootKey> RootKeys => rootKeys;

    /// <summary>Gets the RSA keys.</summary>
    public IReadOnlyList<RsaPrivateKey> PrivateKeys => privateKeys;

    /// <summary>Gets whether no key was specified. AWS KMS may still open objects.</summary>
    public bool IsEmpty => rootKeys.Count + privateKeys.Count == 0;

    /// <summary>Unwraps the data key of an envelope.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <param name="region">The region of the object, in which AWS KMS is asked unless another one is known.</param>
    /// <param name="cancellationToken">Cancels the request to AWS KMS.</param>
    /// <returns>The key, which the caller disposes of; null if none of the specified keys opens the envelope, or if the right one
    /// shows an obstacle, which is the rest of a sentence about the object.</returns>
    /// <exception cref="KeyProtectionException">AWS KMS refused the request or did not respond.</exception>
    public async Task<(OpenedKey? Key, string? Obstacle)> OpenAsync(
        ContentEnvelope envelope,
        string region,
        CancellationToken cancellationToken
    )
    {
        if (envelope.KeyWrap is not KmsKeyWrap)
            return Unwrap(envelope);
        if (kms is null)
            return default;
        var dataKey = await kms.DecryptAsync(envelope.WrappedKey, envelope.KmsKeyId, envelope.Context, region, cancellationToken)
            .ConfigureAwait(false);
        return (new OpenedKey(dataKey, RootKey: null, envelope.KmsKeyId), null);
    }

    /// <summary>Returns whether there is no key of the kind that opens an envelope.</summary>
    public bool HasNoneFor(ContentEnvelope envelope) =>
        envelope.KeyWrap switch
        {
            KmsKeyWrap => kms is null,
            RsaKeyWrap => privateKeys.Count == 0,
            _ => rootKeys.Count == 0,
        };

    /// <summary>
    /// Gets what opens an envelope: the fingerprint of a specified key or, without a request to AWS KMS, the KMS key that the
    /// envelope names. Null if no specified key does, or without an envelope.
    /// </summary>
    /// <param name="envelope">The envelope; null for none.</param>
    public (RootKey? RootKey, string? OpenedBy) Identify(ContentEnvelope? envelope)
    {
        if (envelope is null)
            return default;
        if (envelope.KeyWrap is KmsKeyWrap)
            return (null, envelope.KmsKeyId);
        using var opened = Unwrap(envelope).Key?.TryCommit(envelope);
        return opened is null ? default : (opened.RootKey, opened.OpenedBy);
    }

    /// <summary>Describes the keys that were tried for an envelope, by their fingerprints.</summary>
    public string Describe(ContentEnvelope envelope) =>
        envelope.KeyWrap is RsaKeyWrap
            ? $"private keys ({string.Join(", ", privateKeys.Select(static key => key.Fingerprint))})"
            : $"root keys ({string.Join(", ", rootKeys.Select(static key => key.Fingerprint))})";

    (OpenedKey? Key, string? Obstacle) Unwrap(ContentEnvelope envelope)
    {
        if (envelope.KeyWrap is RsaKeyWrap rsa)
        {
            foreach (var key in privateKeys)
            {
                if (rsa.Unwrap(key, envelope.WrappedKey, envelope.Cipher.WrappedName, out var obstacle) is { } dataKey)
                    return (new OpenedKey(dataKey, RootKey: null, key.Fingerprint), null);
                if (obstacle is not null)
                    return (null, obstacle);
            }
            return default;
        }
        foreach (var key in rootKeys)
        {
            if (envelope.Open(key) is { } dataKey)
                return (new OpenedKey(dataKey, key, key.Fingerprint), null);
        }
        return default;
    }
}
