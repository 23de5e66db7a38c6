using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Envelope;

/// <summary>Represents an object's data key, or the key that its content is encrypted with, after its envelope was opened.</summary>
/// <param name="DataKey">The key, which is zeroed by <see cref="Dispose"/>.</param>
/// <param name="RootKey">The symmetric root key that opened the envelope, if any.</param>
/// <param name="OpenedBy">The fingerprint of the key that opened the envelope, or the KMS key that the envelope names.</param>
internal sealed record OpenedKey(DataKey DataKey, RootKey? RootKey, string? OpenedBy) : IDisposable
{
    /// <summary>Replaces the data key by the content's key, which a V3 envelope derives from it.</summary>
    /// <returns>The content's key; null, with the data key zeroed, if it is not the one that the envelope is committed to.</returns>
    public OpenedKey? TryCommit(ContentEnvelope envelope)
    {
        if (envelope.Commitment is not { } commitment)
            return this;
        using (this)
            return commitment.Derive(DataKey) is { } contentKey ? this with { DataKey = contentKey } : null;
    }

    public void Dispose() => DataKey.Dispose();
}
