using RedshiftEncryption.Codecs;
using RedshiftEncryption.Source;

namespace RedshiftEncryption.Splitting;

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

    /// <summary>More objects come of one file by mistake only, unless the cluster has so many slices.</summary>
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

    /// <param name="file">The file.</param>
    /// <param name="request">How.</param>
    /// <exception cref="UnsplittableSourceException">Too many objects would come of it.</exception>
    public RecordSplitter(SourceFile file, SplitRequest request)
    {
        this.file = file;
        this.request = request;
        scanner = RecordScanner.For(request.Format);
        chunk = new byte[(int)Math.Min(ChunkLength, Math.Max(1, file.Length))];
        Count = request.CountFor(file.Length);
        if (Count > Math.Max(ReasonableCount, request.SliceCount))
            throw new UnsplittableSourceException(
                $"'{file.Path}' has {file.Length} bytes and would become {Count} objects of {request.Size} bytes, more than {ReasonableCount}. -SplitSize is in bytes; specify for example 256MB."
            );
    }

    /// <summary>How many ranges there are.</summary>
    public long Count { get; }

    /// <summary>
    /// The longest record that has been passed over, in bytes, where it is longer than what Redshift loads; else 0. Final
    /// after the last range.
    /// </summary>
    public long OverlongRecordLength { get; private set; }

    /// <summary>Where it begins, in bytes.</summary>
    public long OverlongRecordOffset { get; private set; }

    /// <summary>The next range, empty where no record begins in it; null after the last.</summary>
    /// <exception cref="UnsplittableSourceException">The file is binary, compressed or in UTF-16, or its records do not end.</exception>
    /// <exception cref="IOException">The file cannot be read, or is shorter by now.</exception>
    public async Task<SourceRange?> NextAsync(CancellationToken cancellationToken)
    {
        if (headerLength < 0)
            await BeginAsync(cancellationToken).ConfigureAwait(false);
        if (given == Count)
            return null;
        given++;
        // The last one is passed over too before it is given: whatever is wrong with it, it is not sent.
        var end = await FindEndAsync(given == Count ? file.Length : Target(given), cancellationToken).ConfigureAwait(false);
        var cut = Math.Max(lastCut, end);
        if (given == 1 && Count > 1 && cut == file.Length)
            await RefuseSingleAsync(cancellationToken).ConfigureAwait(false);
        var range = new SourceRange(lastCut, cut - lastCut, request.HeaderRow == HeaderRow.Repeat ? headerLength : 0);
        lastCut = cut;
        return range;
    }

    /// <summary>Exact where the product exceeds 64 bits.</summary>
    long Target(long cut) => (long)((decimal)cut * file.Length / Count);

    async Task BeginAsync(CancellationToken cancellationToken)
    {
        var look = await new SourceContent(file).LookAsync(cancellationToken).ConfigureAwait(false);
        if (!look.IsText)
            throw Unsplittable($"it {look.Finding}");
        // At least one byte: a header that ends where the file begins is none.
        headerLength =
            request.HeaderRow == HeaderRow.None ? 0 : await FindEndAsync(Math.Min(1, file.Length), cancellationToken).ConfigureAwait(false);
        lastCut = headerLength;
    }

    /// <summary>All of the file would go into one object, and the others would be empty: right for a few short records alone.</summary>
    async Task RefuseSingleAsync(CancellationToken cancellationToken)
    {
        var beginning = new byte[(int)Math.Min(file.Length, ContentLook.BeginningLength)];
        _ = await file.ReadAtAsync(0, beginning, cancellationToken).ConfigureAwait(false);
        if (request.Format == RecordFormat.Json ? IsArrayOfRecords(beginning) : HasLoneCarriageReturn(beginning))
            throw Unsplittable(
                request.Format == RecordFormat.Json
                    ? "it is one JSON array, which is a single record"
                    : "its lines end in CR alone, which ends no record"
            );
        if (!hasInnerEnd && file.Length > request.Size)
            throw Unsplittable($"it is a single record, and would become one object with all of it and {Count - 1} empty ones");
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
        var left = sent == 0 ? "" : $" {sent} {(sent == 1 ? "object" : "objects")} of it were sent before this was found; delete them.";
        return new UnsplittableSourceException($"'{file.Path}' cannot be split: {finding}.{left}");
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
        if (position == file.Length)
            Finish();
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
    }

    /// <summary>At the file's end.</summary>
    void Finish()
    {
        if (isFinished)
            return;
        isFinished = true;
        if (Count > 1 && scanner.Unclosed is { } unclosed)
            throw Unsplittable($"{unclosed} in the record at byte {lastEnd} never closes");
        NoteEnds(position, position);
    }

    /// <summary>Records that end one after the other, from the first end to the last, which are not far apart.</summary>
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
