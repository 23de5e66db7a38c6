using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Cipher;

/// <content>.NET Standard does not provide the processor's instructions and vectors.</content>
internal sealed partial class GcmDecryptor
{
    static void PrepareGroups(SecretBytes key) => _ = key;

    static void ForgetGroups() { }

    static int DecryptGroups(Span<byte> bytes)
    {
        _ = bytes;
        return 0;
    }

    static int XorVectors(Span<byte> target, ReadOnlySpan<byte> mask)
    {
        _ = target;
        _ = mask;
        return 0;
    }
}
