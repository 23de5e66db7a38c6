using System.Security.Cryptography;
using System.Text;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Envelope;

/// <summary>
/// Represents the commitment of a V3 envelope to its data key: no other key opens the object, not even to another plaintext.
/// The content's key is derived from the data key.
/// </summary>
/// <param name="MessageId">The salt of the derivation, <see cref="LengthInBytes"/> bytes.</param>
/// <param name="Commitment">The commitment, <see cref="LengthInBytes"/> bytes.</param>
internal sealed record KeyCommitment(byte[] MessageId, byte[] Commitment)
{
    /// <summary>The length of both fields in bytes.</summary>
    public const int LengthInBytes = 28;

    /// <summary>Derives the key of the content.</summary>
    /// <returns>The content's key, 256 bits; null if the data key is not the one that the envelope is committed to.</returns>
    public DataKey? Derive(DataKey dataKey)
    {
        if (dataKey.Secret.Length != DataKey.LengthInBytes)
            return null;
        using var commitment = Hkdf.DeriveSha512(dataKey.Secret, MessageId, Purpose("COMMITKEY"), LengthInBytes);
        if (!CryptographicOperations.FixedTimeEquals(commitment.Span, Commitment))
            return null;
        var contentKey = Hkdf.DeriveSha512(dataKey.Secret, MessageId, Purpose("DERIVEKEY"), DataKey.LengthInBytes);
        GC.KeepAlive(dataKey);
        return new DataKey(contentKey);
    }

    static byte[] Purpose(string purpose) => [.. ContentCipher.CommittingSuite, .. Encoding.ASCII.GetBytes(purpose)];
}
