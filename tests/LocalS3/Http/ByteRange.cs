using System.Globalization;
using System.Runtime.InteropServices;

namespace LocalS3;

/// <summary>Consecutive bytes of an object.</summary>
[StructLayout(LayoutKind.Auto)]
readonly record struct ByteRange(long Offset, long Length)
{
    const string Unit = "bytes=";

    /// <summary>Reads a Range header.</summary>
    /// <returns>Null when the whole object is meant: without a header, and as HTTP asks also for one that is malformed.</returns>
    /// <exception cref="S3Exception">The range begins behind the object's end, or there are several.</exception>
    public static ByteRange? Parse(string? header, long objectLength)
    {
        if (header?.StartsWith(Unit, StringComparison.OrdinalIgnoreCase) != true)
            return null;
        var text = header.AsSpan(Unit.Length).Trim();
        if (text.Contains(','))
            throw Refusal.NotImplemented("several ranges in one request");
        var dash = text.IndexOf('-');
        if (dash < 0 || !TryParse(text[..dash], out var first) || !TryParse(text[(dash + 1)..], out var last))
            return null;

        if (first is null)
        {
            // "-N": the last N bytes, or all when there are fewer.
            if (last is null)
                return null;
            var length = Math.Min(last.Value, objectLength);
            return length == 0 ? throw Refusal.InvalidRange(header, objectLength) : new ByteRange(objectLength - length, length);
        }
        if (last < first)
            return null;
        if (first >= objectLength)
            throw Refusal.InvalidRange(header, objectLength);
        return new ByteRange(first.Value, Math.Min(last ?? long.MaxValue, objectLength - 1) - first.Value + 1);
    }

    static bool TryParse(ReadOnlySpan<char> text, out long? number)
    {
        number = null;
        if (text.IsEmpty)
            return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return false;
        number = value;
        return true;
    }
}
