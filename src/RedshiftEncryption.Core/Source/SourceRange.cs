namespace RedshiftEncryption.Source;

/// <summary>
/// Represents the part of a source file that becomes one object, and the header that is repeated before it.
/// </summary>
/// <param name="Offset">The beginning of the range, in bytes.</param>
/// <param name="Length">The length in bytes, without the header.</param>
/// <param name="HeaderLength">The length in bytes of the beginning of the file that is repeated; 0 for none.</param>
internal sealed record SourceRange(long Offset, long Length, long HeaderLength)
{
    /// <summary>Gets the number of records in the range, without the header; null if they were not counted.</summary>
    public long? RowCount { get; init; }

    /// <summary>Gets whether a file can have the range. Records from other sources can contain any values.</summary>
    public bool IsPossible =>
        Offset >= 0 && Length >= 0 && HeaderLength >= 0 && Offset <= long.MaxValue - Length && Length <= long.MaxValue - HeaderLength;
}
