using RedshiftEncryption.Compatibility;

namespace RedshiftEncryption.Splitting;

/// <summary>
/// Scans records that are consecutive top-level JSON values, each on any number of lines. A record ends at the line feed
/// after its value, or where the next value begins on the same line. Strings are data.
/// </summary>
internal sealed class JsonScanner : RecordScanner
{
    const byte LineFeed = (byte)'\n';
    const byte Quote = (byte)'"';
    const byte Backslash = (byte)'\\';

    static readonly ByteSet Structure = new("\"{}[]\n"u8);

    long depth;
    bool isString;
    bool isEscaped;

    /// <summary>Whether a top-level value has ended, but not its line.</summary>
    bool isAfterValue;

    /// <summary>A value counts when it ends, not its line.</summary>
    public override long CountAtEnd => Count;

    public override string? Unclosed =>
        isString ? "a string"
        : depth > 0 ? "a JSON value"
        : null;

    public override void Pass(ReadOnlySpan<byte> bytes)
    {
        var (first, last) = (-1, -1);
        for (var position = 0; position < bytes.Length; )
        {
            position += PassToEnd(bytes.Slice(position));
            if (!IsBetweenRecords)
                break;
            first = first < 0 ? position : first;
            last = position;
        }
        Ends = (first, last);
    }

    public override int PassToEnd(ReadOnlySpan<byte> bytes)
    {
        for (var position = 0; position < bytes.Length; position++)
        {
            if (isAfterValue && bytes[position] is (byte)' ' or (byte)'\t' or (byte)'\r')
                continue;
            if (isAfterValue && bytes[position] != LineFeed)
            {
                isAfterValue = false;
                IsBetweenRecords = true;
                return position;
            }
            isAfterValue = false;
            position += Skip(bytes.Slice(position));
            if (position < bytes.Length && Take(bytes[position]))
            {
                IsBetweenRecords = true;
                return position + 1;
            }
        }
        IsBetweenRecords = IsBetweenRecords && bytes.IsEmpty;
        return bytes.Length;
    }

    /// <summary>Returns the number of bytes without meaning for the structure.</summary>
    int Skip(ReadOnlySpan<byte> bytes)
    {
        if (isEscaped)
            return 0;
        var next = isString ? bytes.IndexOfAny(Quote, Backslash) : Structure.IndexIn(bytes);
        return next < 0 ? bytes.Length : next;
    }

    /// <returns>Whether the byte is a line feed between top-level values.</returns>
    bool Take(byte value)
    {
        if (isEscaped)
        {
            isEscaped = false;
            return false;
        }
        if (isString)
        {
            isEscaped = value == Backslash;
            isString = value != Quote;
            return false;
        }
        switch (value)
        {
            case Quote:
                isString = true;
                break;
            case (byte)'{' or (byte)'[':
                depth++;
                break;
            case (byte)'}' or (byte)']':
                depth = Math.Max(0, depth - 1);
                isAfterValue = depth == 0;
                if (isAfterValue)
                    Count++;
                break;
            default:
                return depth == 0;
        }
        return false;
    }
}
