namespace RedshiftEncryption.Splitting;

/// <summary>
/// Finds the ends of records from the beginning of a file, because whether a line feed ends a record depends on all bytes
/// before it. Not thread-safe.
/// </summary>
internal abstract class RecordScanner
{
    public static RecordScanner For(RecordFormat format) =>
        format switch
        {
            RecordFormat.Csv => new CsvScanner(),
            RecordFormat.Json => new JsonScanner(),
            _ => new LineScanner(),
        };

    /// <summary>
    /// Gets whether the scanned bytes end with a complete record. The file can be cut only where this is true.
    /// </summary>
    public bool IsBetweenRecords { get; protected set; } = true;

    /// <summary>
    /// Gets the first and the last end of a record in the bytes of the last <see cref="Pass"/>; -1 for none.
    /// </summary>
    public (int First, int Last) Ends { get; protected set; }

    /// <summary>Gets the number of records that have ended in the scanned bytes.</summary>
    public long Count { get; protected set; }

    /// <summary>Gets the number of records if the file ends here. The last record need not end with a line feed.</summary>
    public virtual long CountAtEnd => IsBetweenRecords ? Count : Count + 1;

    /// <summary>Gets the element that is still open after the scanned bytes, for messages; null if there is none.</summary>
    public virtual string? Unclosed => null;

    /// <summary>
    /// Scans bytes and finds the ends of records in them. An end is the position after the record's last byte.
    /// </summary>
    public abstract void Pass(ReadOnlySpan<byte> bytes);

    /// <summary>Scans bytes up to the first end of a record.</summary>
    /// <returns>The number of bytes that were scanned: all bytes if no record ends in them.</returns>
    public abstract int PassToEnd(ReadOnlySpan<byte> bytes);
}
