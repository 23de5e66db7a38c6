using RedshiftEncryption.Cipher;

namespace RedshiftEncryption.Transfer;

/// <summary>Represents a part in its buffer.</summary>
/// <param name="Buffer">The buffer, which the sender of the part returns.</param>
/// <param name="Content">The content of the buffer.</param>
internal sealed record FilledPart(PartBuffer Buffer, PartContent Content)
{
    public ArraySegment<byte> Bytes => new(Buffer.Bytes, 0, Content.Length);
}
