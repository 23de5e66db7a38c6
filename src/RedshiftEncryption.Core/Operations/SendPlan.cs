using RedshiftEncryption.Codecs;
using RedshiftEncryption.Source;
using RedshiftEncryption.Splitting;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Plans the objects of one file: their keys, and the range of the file that each contains. The file is opened and examined
/// only if the plan depends on its content, and then once. Not thread-safe.
/// </summary>
internal sealed class SendPlan : IDisposable
{
    readonly SendRequest request;
    readonly string key;
    readonly SourceFile? file;
    readonly ContentLook? look;
    readonly RecordSplitter? splitter;
    bool isFileGiven;
    long given;

    SendPlan(SendRequest request, string key, SourceFile? file = null, ContentLook? look = null, RecordSplitter? splitter = null)
    {
        this.request = request;
        this.key = key;
        this.file = file;
        this.look = look;
        this.splitter = splitter;
    }

    /// <summary>Gets the number of objects.</summary>
    public long Count => splitter?.Count ?? 1;

    /// <summary>Gets the longest record that Redshift cannot load, as its offset and length in bytes; null for none. Final
    /// after the last object.</summary>
    public (long Offset, long Length)? OverlongRecord =>
        splitter is { OverlongRecordLength: > 0 } ? (splitter.OverlongRecordOffset, splitter.OverlongRecordLength) : null;

    /// <summary>Makes a plan.</summary>
    /// <exception cref="InvalidKeyException">S3 does not allow the key.</exception>
    /// <exception cref="OutsideBasePathException">The file is not below the directory that its key is relative to.</exception>
    /// <exception cref="UnsplittableSourceException">The file cannot be split, or would become too many objects.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public static async Task<SendPlan> CreateAsync(SendRequest request, CancellationToken cancellationToken)
    {
        var wholeKey = string.IsNullOrEmpty(request.Key)
            ? DestinationKey.For(request.SourcePath, request.BasePath, request.KeyPrefix)
            : ObjectKey.Checked(request.Key!);
        if (request is { Split: null, Compression: CopyCompression.None })
            return new SendPlan(request, wholeKey);
        if (request.Split is { Format: RecordFormat.Json, HeaderRow: not HeaderRow.None })
            throw new UnsplittableSourceException($"'{request.SourcePath}' is JSON, to which -HeaderRow does not apply.");
        // Elsewhere, because opening a file can hang in the system.
        var opened = await Task.Run(() => SourceFile.OpenAsync(request.SourcePath, cancellationToken).AsTask(), CancellationToken.None)
            .ConfigureAwait(false);
        try
        {
            if (request.Split is { } split)
                return new SendPlan(request, wholeKey, opened, ContentLook.Text, new RecordSplitter(opened, split));
            var found = await new SourceContent(opened).LookAsync(cancellationToken).ConfigureAwait(false);
            return new SendPlan(request, wholeKey, opened, found);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Returns the next object; null after the last one. A split file is searched for the end of the range.</summary>
    /// <exception cref="InvalidKeyException">S3 does not allow the key.</exception>
    /// <exception cref="UnsplittableSourceException">The file cannot be split.</exception>
    /// <exception cref="IOException">The file cannot be read, or became shorter.</exception>
    public async Task<PlannedObject?> NextAsync(CancellationToken cancellationToken)
    {
        if (splitter is null)
            return given++ == 0 ? Whole() : null;
        // The file stays the plan's: uploads of ranges can outlive the plan, and open the file themselves.
        return await Task.Run(() => splitter.NextAsync(cancellationToken), CancellationToken.None).ConfigureAwait(false) is { } range
            ? new PlannedObject(AddressOf(++given), range.HeaderLength + range.Length)
            {
                Range = range,
                State = file!.State,
                Look = look,
            }
            : null;
    }

    /// <summary>Returns the source and the destination for display.</summary>
    /// <exception cref="InvalidKeyException">S3 does not allow the key.</exception>
    public string Describe()
    {
        if (splitter is null)
            return $"{request.SourcePath} -> {AddressOf(number: 1)}";
        var (noun, more) = Count == 1 ? ("object", "alone") : ("objects", "and so on");
        return $"{request.SourcePath} -> {Count} {noun}, {AddressOf(number: 1)} {more}";
    }

    public void Dispose()
    {
        if (!isFileGiven)
            file?.Dispose();
    }

    PlannedObject Whole()
    {
        var whole = new PlannedObject(AddressOf(number: 1), file?.Length ?? LengthOf(request.SourcePath))
        {
            State = file?.State,
            File = file,
            Look = look,
        };
        isFileGiven = true;
        return whole;
    }

    S3Address AddressOf(long number)
    {
        var numbered = splitter is null ? key : DestinationKey.Numbered(key, number, Count);
        // A file that is not text is sent unchanged, under the suffix of its own compression.
        var compression = look is null or { IsText: true } ? request.Compression : look.Compression;
        return new(request.BucketName, ObjectKey.Checked(DestinationKey.Suffixed(numbered, compression)));
    }

    static long LengthOf(string path)
    {
        var found = new FileInfo(path);
        return found.Exists ? found.Length : 0;
    }
}
