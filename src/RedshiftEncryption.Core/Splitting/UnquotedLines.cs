namespace RedshiftEncryption.Splitting;

/// <summary>Counts the line feeds that are not between quotation marks.</summary>
internal static partial class UnquotedLines
{
    const byte LineFeed = (byte)'\n';
    const byte Quote = (byte)'"';

    /// <param name="bytes">The bytes.</param>
    /// <param name="isQuoted">Whether the bytes begin between quotation marks; receives whether they end there.</param>
    public static long Count(ReadOnlySpan<byte> bytes, ref bool isQuoted)
    {
        var count = CountBlocks(ref bytes, ref isQuoted);
        foreach (var value in bytes)
        {
            if (value == Quote)
                isQuoted = !isQuoted;
            else if (value == LineFeed && !isQuoted)
                count++;
        }
        return count;
    }
}
