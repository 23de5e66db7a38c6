namespace RedshiftEncryption.Cipher;

/// <content>.NET Standard does not provide the processor's instructions.</content>
internal sealed partial class GHash
{
    static int AppendGroups(ReadOnlySpan<byte> bytes)
    {
        _ = bytes;
        return 0;
    }

    static void ForgetPowers() { }
}
