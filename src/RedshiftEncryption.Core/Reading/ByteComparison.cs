namespace RedshiftEncryption.Reading;

/// <summary>Where two contents part.</summary>
internal static class ByteComparison
{
    /// <summary>How many bytes both begin with.</summary>
    public static int CommonLength(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var length = Math.Min(left.Length, right.Length);
        if (left.Slice(0, length).SequenceEqual(right.Slice(0, length)))
            return length;
        var same = 0;
        while (left[same] == right[same])
            same++;
        return same;
    }
}
