namespace RedshiftEncryption.Splitting;

/// <summary>How files are split.</summary>
/// <param name="Size">About how long each range is to be, in bytes of the source.</param>
internal sealed record SplitRequest(long Size)
{
    public RecordFormat Format { get; init; }

    public HeaderRow HeaderRow { get; init; }

    /// <summary>The number of ranges is a multiple of this.</summary>
    public int SliceCount { get; init; } = 1;

    /// <summary>How many ranges a file becomes.</summary>
    /// <param name="length">The file's, in bytes.</param>
    public long CountFor(long length)
    {
        var least = Math.Max(1, (length + Size - 1) / Size);
        return (least + SliceCount - 1) / SliceCount * SliceCount;
    }
}
