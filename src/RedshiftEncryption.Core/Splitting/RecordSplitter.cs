using RedshiftEncryption.Codecs;
using RedshiftEncryption.Source;

namespace RedshiftEncryption.Splitting;

/// <summary>
/// Cuts a file between records, from beginning to end: cut i of n is at the first end of a record at or after
/// i * length / n. A range is returned as soon as its end is known, so that it can be sent while the search continues.
/// Not thread-safe.
/// </summary>
internal sealed class RecordSplitter
{
    /// <summary>The maximum length of a record that Redshift loads, in bytes: 4 MB.</summary>
    public const long LoadableRecordLength = 4 * 1024 * 1024;

    /// <summary>The number of bytes to read at a time.</summary>
    const int ChunkLength = 1024 * 1024;

    /// <summary>
    /// The block length in bytes, far shorter than a record that is too long, so that a block cannot contain one.
    /// </summary>
    const int BlockLength = 64 * 1024;

    /// <summary>
    /// The maximum number of objects of one file, unless the cluster has more slices. More are probably a mistake.
    /// </summary>
    const long ReasonableCount = 1000;

    readonly SourceFile file;
    readonly SplitRequest request;
    readonly RecordScanner scanner;
    readonly byte[] chunk;
    long position;
    long chunkStart;
    int chunkCount;
    long lastEnd;
    bool hasInnerEnd;
    bool isFinished;
    long headerLength = -1;
    long given;
    long lastCut;
    long countAtCut;

    /// <summary>Creates a splitter for a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="request">The settings.</param>
    /// <exception cref="UnsplittableSourceException">The file would become too many objects.</exception>
    public RecordSplitter(SourceFile file, SplitRequest request)
    {
        this.file = file;
        this.request = request;
        scanner = RecordScanner.For(request.Format);
        chunk = new byte[(int)Math.Min(ChunkLength, Math.Max(1, file.Length))];
        Count = request.CountFor(file.Length);
        if (Count > Math.Max(ReasonableCount, request.SliceCount))
            throw new UnsplittableSourceException(
                $"'{file.Path}' has {file.Length} bytes and would become {Count} objects of {request.Size} bytes, "
                    + $"which is more than {ReasonableCount}. -SplitSize is a number of bytes, such as 256MB."
            );
    }

    /// <summary>Gets the number of ranges.</summary>
    public long Count { get; }

    /// <summary>
    /// Gets the length in bytes of the longest record up to the last range, if Redshift cannot load it; otherwise, 0.
    /// The value is final after the last range.
    /// </summary>
    public long OverlongRecordLength { get; private set; }

    /// <summary>Gets the offset of that record, in bytes.</summary>
    public long OverlongRecordOffset { get; private set; }

    /// <summary>Returns the next range, which is empty if no record begins in it; null after the last range.</summary>
    /// <exception cref="UnsplittableSourceException">
    /// The file is binary, compressed or in UTF-16, or its records do not end.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read, or became shorter.</exception>
    public async Task<SourceRange?> NextAsync(CancellationToken cancellationToken)
    {
        if (headerLength < 0)
            await BeginAsync(cancellationToken).ConfigureAwait(false);
        if (given == Count)
            return null;
        given++;
        // The last range is scanned before it is returned, so that a damaged one is not sent.
        var end = await FindEndAsync(given == Count ? file.Length : Target(given), cancellationToken).ConfigureAwait(false);
        var cut = Math.Max(lastCut, end);
        if (given == 1 && Count > 1 && cut == file.Length)
            await RefuseSingleAsync(cancellationToken).ConfigureAwait(false);
        var count = PassedCount;
        var range = new SourceRange(lastCut, cut - lastCut, request.HeaderRow == HeaderRow.Repeat ? headerLength : 0)
        {
            RowCount = count - countAtCut,
        };
        (lastCut, countAtCut) = (cut, count);
        return range;
    }

    /// <summary>Gets the number of records that end at or before the position.</summary>
    long PassedCount => position == file.Length ? scanner.CountAtEnd : scanner.Count;

    /// <summary>Returns the target position of a cut. Decimal is exact if the product exceeds 64 bits.</summary>
    long Target(long cut) => (long)((decimal)cut * file.Length / Count);

    async Task BeginAsync(CancellationToken cancellationToken)
    {
        var look = await new SourceContent(file).LookAsync(cancellationToken).ConfigureAwait(false);
        if (!look.IsText)
            throw Unsplittable($"it {look.Finding}");
        // At least one byte, because an empty header is not a header.
        headerLength =
            request.HeaderRow == HeaderRow.None ? 0 : await FindEndAsync(Math.Min(1, file.Length), cancellationToken).ConfigureAwait(false);
        (lastCut, countAtCut) = (headerLength, PassedCount);
    }

    /// <summary>
    /// Refuses a file that would become one object and empty ones, which is correct only for a few short records.
    /// </summary>
    async Task RefuseSingleAsync(CancellationToken cancellationToken)
    {
        var beginning = new byte[(int)Math.Min(file.Length, ContentLook.BeginningLength)];
        _ = await file.ReadAtAsync(0, beginning, cancellationToken).ConfigureAwait(false);
        if (request.Format == RecordFormat.Json ? IsArrayOfRecords(beginning) : HasLoneCarriageReturn(beginning))
            throw Unsplittable(
                request.Format == RecordFormat.Json
                    ? "it is one JSON array, which is a single record"
                    : "its lines end with CR only, which does not end a record"
            );
        if (!hasInnerEnd && file.Length > request.Size)
            throw Unsplittable($"it is a single record, and would become one object with the whole file and {Count - 1} empty ones");
    }

    static bool IsArrayOfRecords(ReadOnlySpan<byte> beginning)
    {
        var text = beginning.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf]) ? beginning.Slice(3) : beginning;
        text = WithoutWhiteSpace(text);
        return text.Length > 0
            && text[0] == (byte)'['
            && WithoutWhiteSpace(text.Slice(1)) is { Length: > 0 } first
            && first[0] is (byte)'{' or (byte)'[';
    }

    static ReadOnlySpan<byte> WithoutWhiteSpace(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0 && text[0] is ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            text = text.Slice(1);
        return text;
    }

    bool HasLoneCarriageReturn(ReadOnlySpan<byte> beginning)
    {
        var isQuoted = false;
        for (var i = 0; i < beginning.Length - 1; i++)
        {
            isQuoted ^= request.Format == RecordFormat.Csv && beginning[i] == (byte)'"';
            if (!isQuoted && beginning[i] == (byte)'\r' && beginning[i + 1] != (byte)'\n')
                return true;
        }
        return false;
    }

    UnsplittableSourceException Unsplittable(string finding)
    {
        var sent = Math.Max(0, given - 1);
        var left =
            sent == 0 ? "" : $" {sent} {(sent == 1 ? "object" : "objects")} of the file were sent before this was detected. Delete them.";
        return new UnsplittableSourceException($"'{file.Path}' cannot be split: {finding}.{left}");
    }

    /// <summary>Finds the first end of a record at or after a position. The end of the file also counts.</summary>
    async Task<long> FindEndAsync(long target, CancellationToken cancellationToken)
    {
        await PassAsync(target, cancellationToken).ConfigureAwait(false);
        while (!scanner.IsBetweenRecords && position < file.Length)
        {
            await FillAsync(cancellationToken).ConfigureAwait(false);
            position += scanner.PassToEnd(Rest());
            if (scanner.IsBetweenRecords)
                NoteEnds(position, position);
        }
        if (position == file.Length)
            Finish();
        return position;
    }

    /// <summary>Scans all bytes before a position.</summary>
    async Task PassAsync(long target, CancellationToken cancellationToken)
    {
        while (position < target)
        {
            await FillAsync(cancellationToken).ConfigureAwait(false);
            var rest = Rest();
            var block = rest.Slice(0, (int)Math.Min(Math.Min(rest.Length, BlockLength), target - position));
            scanner.Pass(block);
            if (scanner.Ends.First >= 0)
                NoteEnds(position + scanner.Ends.First, position + scanner.Ends.Last);
            position += block.Length;
        }
    }

    /// <summary>Checks the state at the end of the file.</summary>
    void Finish()
    {
        if (isFinished)
            return;
        isFinished = true;
        if (Count > 1 && scanner.Unclosed is { } unclosed)
            throw Unsplittable($"{unclosed} in the record at byte {lastEnd} is never closed");
        NoteEnds(position, position);
    }

    /// <summary>Records the ends of consecutive records, from the first to the last, which are close together.</summary>
    void NoteEnds(long first, long last)
    {
        if (first - lastEnd > Math.Max(LoadableRecordLength, OverlongRecordLength))
            (OverlongRecordOffset, OverlongRecordLength) = (lastEnd, first - lastEnd);
        hasInnerEnd |= headerLength >= 0 && first < file.Length;
        lastEnd = last;
    }

    ReadOnlySpan<byte> Rest() => chunk.AsSpan((int)(position - chunkStart), (int)(chunkStart + chunkCount - position));

    async Task FillAsync(CancellationToken cancellationToken)
    {
        if (position < chunkStart + chunkCount)
            return;
        chunkStart = position;
        chunkCount = await file.ReadAtAsync(position, chunk, cancellationToken).ConfigureAwait(false);
        if (chunkCount == 0)
            throw SourceChangedException.Shrunk(file.Path, file.Length, position);
        if (chunk.AsSpan(0, chunkCount).IndexOf((byte)0) is var nul and >= 0)
            throw Unsplittable($"it contains a NUL byte (at byte {chunkStart + nul}), so it is binary, or in UTF-16 or UTF-32");
    }
}
