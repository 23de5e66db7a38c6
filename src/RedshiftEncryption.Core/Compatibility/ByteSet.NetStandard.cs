namespace RedshiftEncryption.Compatibility;

/// <summary>Represents a set of bytes to search for.</summary>
internal sealed class ByteSet(ReadOnlySpan<byte> values)
{
    readonly byte[] values = values.ToArray();

    /// <summary>Returns the index of the first byte that is in the set; -1 for none.</summary>
    public int IndexIn(ReadOnlySpan<byte> bytes) => bytes.IndexOfAny(values);

    /// <summary>Returns how often a byte occurs.</summary>
    public static int Count(ReadOnlySpan<byte> bytes, byte value)
    {
        var count = 0;
        for (var next = bytes.IndexOf(value); next >= 0; next = bytes.IndexOf(value))
        {
            count++;
            bytes = bytes.Slice(next + 1);
        }
        return count;
    }
}
