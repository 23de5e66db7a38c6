namespace RedshiftEncryption.Reading;

/// <summary>Finds the first difference of two contents.</summary>
internal static class ByteComparison
{
    /// <summary>Returns the number of equal bytes at the beginning of both.</summary>
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
