namespace RedshiftEncryption.Cipher;

/// <content>.NET Standard does not provide the processor's vectors.</content>
internal sealed partial class GcmDecryptor
{
    static int XorVectors(Span<byte> target, ReadOnlySpan<byte> mask)
    {
        _ = target;
        _ = mask;
        return 0;
    }
}
