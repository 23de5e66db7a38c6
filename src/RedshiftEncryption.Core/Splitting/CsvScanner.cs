namespace RedshiftEncryption.Splitting;

/// <summary>
/// Scans records that end at a line feed outside quotation marks. A doubled quotation mark counts as two, which cancel
/// each other.
/// </summary>
internal sealed class CsvScanner : RecordScanner
{
    const byte LineFeed = (byte)'\n';
    const byte Quote = (byte)'"';

    bool isQuoted;

    public override string? Unclosed => isQuoted ? "a quotation mark" : null;

    public override void Pass(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            Ends = (-1, -1);
            return;
        }
        var quotedAtEnd = isQuoted;
        Count += UnquotedLines.Count(bytes, ref quotedAtEnd);
        var first = FirstEnd(bytes, isQuoted, out _);
        Ends = (first, first < 0 ? -1 : LastEnd(bytes, quotedAtEnd));
        isQuoted = quotedAtEnd;
        IsBetweenRecords = Ends.Last == bytes.Length;
    }

    public override int PassToEnd(ReadOnlySpan<byte> bytes)
    {
        var end = FirstEnd(bytes, isQuoted, out isQuoted);
        if (end < 0 && bytes.IsEmpty)
            return 0;
        IsBetweenRecords = end >= 0;
        if (end >= 0)
            Count++;
        return end < 0 ? bytes.Length : end;
    }

    static int FirstEnd(ReadOnlySpan<byte> bytes, bool quoted, out bool quotedThere)
    {
        quotedThere = quoted;
        for (var position = 0; ; position++)
        {
            var next = bytes.Slice(position).IndexOfAny(Quote, LineFeed);
            if (next < 0)
                return -1;
            position += next;
            if (bytes[position] == Quote)
                quotedThere = !quotedThere;
            else if (!quotedThere)
                return position + 1;
        }
    }

    static int LastEnd(ReadOnlySpan<byte> bytes, bool quotedAtEnd)
    {
        var quoted = quotedAtEnd;
        for (var end = bytes.Length; ; )
        {
            var last = bytes.Slice(0, end).LastIndexOfAny(Quote, LineFeed);
            if (last < 0)
                return -1;
            if (bytes[last] == Quote)
                quoted = !quoted;
            else if (!quoted)
                return last + 1;
            end = last;
        }
    }
}
