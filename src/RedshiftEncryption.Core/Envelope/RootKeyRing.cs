using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Envelope;

/// <summary>Contains the root keys of one command, each of which can be the key of an object. Thread-safe.</summary>
/// <param name="keys">The keys, which the caller still owns; an empty list opens no object.</param>
internal sealed class RootKeyRing(IReadOnlyList<RootKey> keys)
{
    /// <summary>No root key.</summary>
    public static RootKeyRing Empty { get; } = new([]);

    public IReadOnlyList<RootKey> Keys => keys;

    public bool IsEmpty => keys.Count == 0;

    /// <summary>Gets the fingerprints of the keys, for messages.</summary>
    public string Fingerprints => string.Join(", ", keys.Select(static key => key.Fingerprint));

    /// <summary>
    /// Finds the root key that opens an envelope, and unwraps its data key, which the caller owns; null if no key does.
    /// </summary>
    public (RootKey RootKey, DataKey DataKey)? Open(ContentEnvelope envelope)
    {
        foreach (var key in keys)
        {
            if (envelope.Open(key) is { } dataKey)
                return (key, dataKey);
        }
        return null;
    }

    /// <summary>Gets the fingerprint of the root key that opens an envelope; null if no key does, or without an envelope.</summary>
    public string? FingerprintFor(ContentEnvelope? envelope)
    {
        if (envelope is null || Open(envelope) is not { } keys)
            return null;
        keys.DataKey.Dispose();
        return keys.RootKey.Fingerprint;
    }
}
