using RedshiftEncryption.Compatibility;

namespace RedshiftEncryption.Splitting;

/// <summary>
/// Scans records that are lines. A line feed after an odd number of backslashes is data, as with COPY's ESCAPE.
/// </summary>
internal sealed class LineScanner : RecordScanner
{
    const byte LineFeed = (byte)'\n';
    const byte Backslash = (byte)'\\';

    static ReadOnlySpan<byte> EscapedLineFeed => [Backslash, LineFeed];

    /// <summary>Whether the scanned bytes end with an odd number of backslashes.</summary>
    bool escapes;

    public override void Pass(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            Ends = (-1, -1);
            return;
        }
        var first = FirstEnd(bytes);
        var last = first;
        for (var end = bytes.Length; first >= 0 && end > first; )
        {
            var feed = bytes.Slice(0, end).LastIndexOf(LineFeed);
            if (feed < 0)
                break;
            if (!IsEscaped(bytes, feed))
            {
                last = feed + 1;
                break;
            }
            end = feed;
        }
        Ends = (first, last);
        Count += first < 0 ? 0 : CountEnds(bytes);
        Leave(bytes, last);
    }

    public override int PassToEnd(ReadOnlySpan<byte> bytes)
    {
        var end = FirstEnd(bytes);
        var passed = end < 0 ? bytes.Length : end;
        if (end >= 0)
            Count++;
        if (passed > 0)
            Leave(bytes.Slice(0, passed), end);
        return passed;
    }

    int FirstEnd(ReadOnlySpan<byte> bytes)
    {
        for (var start = 0; start < bytes.Length; )
        {
            var feed = bytes.Slice(start).IndexOf(LineFeed);
            if (feed < 0)
                return -1;
            feed += start;
            if (!IsEscaped(bytes, feed))
                return feed + 1;
            start = feed + 1;
        }
        return -1;
    }

    long CountEnds(ReadOnlySpan<byte> bytes)
    {
        var count = ByteSet.Count(bytes, LineFeed);
        if (bytes[0] == LineFeed && IsEscaped(bytes, 0))
            count--;
        for (var start = 0; bytes.Slice(start).IndexOf(EscapedLineFeed) is var found and >= 0; )
        {
            start += found + 1;
            if (IsEscaped(bytes, start))
                count--;
        }
        return count;
    }

    bool IsEscaped(ReadOnlySpan<byte> bytes, int position)
    {
        var start = position;
        while (start > 0 && bytes[start - 1] == Backslash)
            start--;
        var isOdd = (position - start) % 2 == 1;
        return start == 0 ? isOdd != escapes : isOdd;
    }

    void Leave(ReadOnlySpan<byte> bytes, int lastEnd)
    {
        IsBetweenRecords = lastEnd == bytes.Length;
        escapes = IsEscaped(bytes, bytes.Length);
    }
}
