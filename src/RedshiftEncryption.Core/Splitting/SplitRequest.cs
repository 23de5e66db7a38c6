namespace RedshiftEncryption.Splitting;

/// <summary>Specifies how files are split.</summary>
/// <param name="Size">The approximate length of each range, in bytes of the source.</param>
internal sealed record SplitRequest(long Size)
{
    public RecordFormat Format { get; init; }

    public HeaderRow HeaderRow { get; init; }

    /// <summary>Gets the number of slices. The number of ranges is a multiple of it.</summary>
    public int SliceCount { get; init; } = 1;

    /// <summary>Returns the number of ranges of a file.</summary>
    /// <param name="length">The file's length in bytes.</param>
    public long CountFor(long length)
    {
        var least = Math.Max(1, (length + Size - 1) / Size);
        return (least + SliceCount - 1) / SliceCount * SliceCount;
    }
}
