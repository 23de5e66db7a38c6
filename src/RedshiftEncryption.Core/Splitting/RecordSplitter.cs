namespace RedshiftEncryption;

/// <summary>
/// Cuts a file between records, front to back: cut i of n lies at the first end of a record at or after i * length / n. A
/// range is given as soon as its end is known, so that it can be sent while the search goes on. Not thread-safe.
/// </summary>
internal sealed class RecordSplitter
{
    /// <summary>The longest record that Redshift loads, in bytes: 4 MB.</summary>
    public const long LoadableRecordLength = 4 * 1024 * 1024;

    /// <summary>Read at a time, in bytes.</summary>
    const int ChunkLength = 1024 * 1024;

    /// <summary>Far shorter than a record that is too long, so that one cannot hide in a block; in bytes.</summary>
    const int BlockLength = 64 * 1024;

    readonly SourceFile file;
    readonly SplitRequest request;
    readonly RecordScanner scanner;
    readonly byte[] chunk;
    long position;
    long chunkStart;
    int chunkCount;
    long lastEnd;
    long headerLength = -1;
    long given;
    long lastCut;

    /// <param name="file">The file.</param>
    /// <param name="request">How.</param>
    public RecordSplitter(SourceFile file, SplitRequest request)
    {
        this.file = file;
        this.request = request;
        scanner = RecordScanner.For(request.Format);
        chunk = new byte[(int)Math.Min(ChunkLength, Math.Max(1, file.Length))];
        Count = request.CountFor(file.Length);
    }

    /// <summary>How many ranges there are.</summary>
    public long Count { get; }

    /// <summary>The longest record that has been passed over, in bytes, where it is longer than what Redshift loads; else 0. Final after the last range.</summary>
    public long OverlongRecordLength { get; private set; }

    /// <summary>Where it begins, in bytes.</summary>
    public long OverlongRecordOffset { get; private set; }

    /// <summary>The next range, empty where no record begins in it; null after the last.</summary>
    /// <exception cref="UnsplittableSourceException">The file is compressed or in UTF-16.</exception>
    /// <exception cref="IOException">The file cannot be read, or is shorter by now.</exception>
    public async Task<SourceRange?> NextAsync(CancellationToken cancellationToken)
    {
        if (headerLength < 0)
            await BeginAsync(cancellationToken).ConfigureAwait(false);
        if (given == Count)
        {
            // Nothing is cut there any more, but a record may be too long.
            await PassAsync(file.Length, cancellationToken).ConfigureAwait(false);
            return null;
        }
        given++;
        var cut = given == Count ? file.Length : Math.Max(lastCut, await FindEndAsync(Target(given), cancellationToken).ConfigureAwait(false));
        var range = new SourceRange(lastCut, cut - lastCut, request.HeaderRow == HeaderRow.Repeat ? headerLength : 0);
        lastCut = cut;
        return range;
    }

    /// <summary>Exact where the product exceeds 64 bits.</summary>
    long Target(long cut) => (long)((decimal)cut * file.Length / Count);

    async Task BeginAsync(CancellationToken cancellationToken)
    {
        var beginning = new byte[CompressionByContent.Length];
        var read = await file.ReadAtAsync(0, beginning, cancellationToken).ConfigureAwait(false);
        if (CompressionByContent.Of(beginning.AsSpan(0, read)) is var compression and not CopyCompression.None)
            throw new UnsplittableSourceException($"'{file.Path}' is compressed by {compression}: its records cannot be seen. Unpack it, or send it without -SplitSize.");
        if (read >= 2 && (beginning[0], beginning[1]) is (0xff, 0xfe) or (0xfe, 0xff))
            throw new UnsplittableSourceException($"'{file.Path}' is in UTF-16, which cannot be split. Convert it to UTF-8, or send it without -SplitSize.");
        // At least one byte: a header that ends where the file begins is none.
        headerLength = request.HeaderRow == HeaderRow.None ? 0 : await FindEndAsync(Math.Min(1, file.Length), cancellationToken).ConfigureAwait(false);
        lastCut = headerLength;
    }

    /// <summary>The first end of a record at or after a position; the file's own end counts.</summary>
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
        return position;
    }

    /// <summary>Passes over all before a position.</summary>
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
        if (position == file.Length)
            NoteEnds(position, position);
    }

    /// <summary>Records that end one after the other, from the first end to the last, which are not far apart.</summary>
    void NoteEnds(long first, long last)
    {
        if (first - lastEnd > Math.Max(LoadableRecordLength, OverlongRecordLength))
            (OverlongRecordOffset, OverlongRecordLength) = (lastEnd, first - lastEnd);
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
    }
}
