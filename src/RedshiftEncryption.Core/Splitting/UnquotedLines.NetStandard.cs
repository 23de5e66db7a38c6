namespace RedshiftEncryption.Splitting;

/// <content>.NET Standard does not provide the processor's vectors.</content>
internal static partial class UnquotedLines
{
    static long CountBlocks(ref ReadOnlySpan<byte> bytes, ref bool isQuoted)
    {
        _ = bytes;
        _ = isQuoted;
        return 0;
    }
}
