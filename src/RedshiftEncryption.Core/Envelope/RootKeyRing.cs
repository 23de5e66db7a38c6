using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Envelope;

/// <summary>The root keys of one command, of which any may open an object. Thread-safe.</summary>
/// <param name="keys">They stay the caller's; none opens nothing.</param>
internal sealed class RootKeyRing(IReadOnlyList<RootKey> keys)
{
    /// <summary>No root key.</summary>
    public static RootKeyRing Empty { get; } = new([]);

    public bool IsEmpty => keys.Count == 0;

    /// <summary>For messages.</summary>
    public string Fingerprints => string.Join(", ", keys.Select(static key => key.Fingerprint));

    /// <summary>The root key that opens an envelope and the data key within, which is the caller's; null where none does.</summary>
    public (RootKey RootKey, DataKey DataKey)? Open(ContentEnvelope envelope)
    {
        foreach (var key in keys)
        {
            if (envelope.Open(key) is { } dataKey)
                return (key, dataKey);
        }
        return null;
    }
}
