using RedshiftEncryption.Cipher;

namespace RedshiftEncryption.Transfer;

/// <summary>A part in its buffer.</summary>
/// <param name="Buffer">Returned by whoever sends the part.</param>
/// <param name="Content">What it has been filled with.</param>
internal sealed record FilledPart(PartBuffer Buffer, PartContent Content)
{
    public ArraySegment<byte> Bytes => new(Buffer.Bytes, 0, Content.Length);
}
