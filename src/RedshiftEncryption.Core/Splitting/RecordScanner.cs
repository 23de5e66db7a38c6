namespace RedshiftEncryption.Splitting;

/// <summary>
/// Finds where records end, byte by byte from the beginning of a file: whether a line feed ends one depends on all that
/// stands before it. Not thread-safe.
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

    /// <summary>Whether what has been passed over ends with a whole record. Only where it is true can the file be cut.</summary>
    public bool IsBetweenRecords { get; protected set; } = true;

    /// <summary>The first and the last end of a record in the bytes that <see cref="Pass"/> was last given; -1 for none.</summary>
    public (int First, int Last) Ends { get; protected set; }

    /// <summary>What is open after what has been passed over, and would be closed in a whole file; null for nothing.</summary>
    public virtual string? Unclosed => null;

    /// <summary>Passes over bytes, and notes the ends of records in them: an end lies after the record's last byte.</summary>
    public abstract void Pass(ReadOnlySpan<byte> bytes);

    /// <summary>Passes over bytes up to the first end of a record.</summary>
    /// <returns>How many bytes were passed over; all of them where none of them ends a record.</returns>
    public abstract int PassToEnd(ReadOnlySpan<byte> bytes);
}
