using System.Buffers.Binary;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Envelope;

/// <summary>
/// Unwraps keys with AES Key Wrap (RFC 3394). Its check value identifies the right root key with an error probability
/// of 2^-64.
/// </summary>
internal static class Rfc3394KeyWrap
{
    const int SemiblockLength = 8;
    const int Rounds = 6;
    const ulong CheckValue = 0xA6A6A6A6A6A6A6A6;

    /// <summary>A data key of 128, 192 or 256 bits, and the check value.</summary>
    public static bool IsWrappedLength(int length) => length is 24 or 32 or 40;

    /// <returns>The data key; null if the root key is wrong.</returns>
    public static DataKey? Unwrap(RootKey rootKey, byte[] wrapped)
    {
        using var aes = AesBlock.Create();
        using var transform = aes.CreateDecryptor(rootKey.Secret.Array, null);
        using var block = new SecretBytes(CbcContent.BlockLength);
        using var registers = SecretBytes.CopyOf(wrapped.AsSpan(SemiblockLength));
        var count = registers.Length / SemiblockLength;
        var check = BinaryPrimitives.ReadUInt64BigEndian(wrapped);
        for (var step = Rounds * count; step > 0; step--)
        {
            var register = registers.Span.Slice((step - 1) % count * SemiblockLength, SemiblockLength);
            BinaryPrimitives.WriteUInt64BigEndian(block.Span, check ^ (ulong)step);
            register.CopyTo(block.Span.Slice(SemiblockLength));
            transform.TransformBlock(block.Array, 0, block.Length, block.Array, 0);
            check = BinaryPrimitives.ReadUInt64BigEndian(block.Span);
            block.Span.Slice(SemiblockLength).CopyTo(register);
        }
        GC.KeepAlive(rootKey);
        return check == CheckValue ? new DataKey(SecretBytes.CopyOf(registers.Span)) : null;
    }
}
