using System.Security.Cryptography;
using RedshiftEncryption.Codecs;
using RedshiftEncryption.Source;

namespace RedshiftEncryption.Operations;

/// <summary>Represents the source of an upload: the file or range of it, and how it becomes the plaintext of the object.</summary>
internal sealed class UploadSource : IDisposable
{
    /// <summary>The number of bytes to hash at a time.</summary>
    const int StepLength = 64 * 1024;

    UploadSource(UploadRequest request, SourceFile file, SourceContent content, ContentLook look)
    {
        Request = request;
        File = file;
        Content = content;
        Look = look;
    }

    public UploadRequest Request { get; }

    public SourceFile File { get; }

    public SourceContent Content { get; }

    /// <summary>Gets the format of the source.</summary>
    public ContentLook Look { get; }

    /// <summary>Gets the compression of the upload; none for a source that is sent as it is.</summary>
    /// <remarks>
    /// Compressed content does not get smaller, and COPY decompresses only once. Parquet, ORC and Avro are compressed
    /// internally.
    /// </remarks>
    public CopyCompression Compression => Look.IsText ? Request.Compression : CopyCompression.None;

    public bool IsCompressed => Compression != CopyCompression.None;

    /// <summary>Gets the longest that the plaintext of the object can be, in bytes; its length without compression.</summary>
    public long MaximumLength => IsCompressed ? CompressedContent.MaximumLength(Content.Length) : Content.Length;

    /// <summary>Opens the source.</summary>
    /// <param name="request">The upload.</param>
    /// <param name="file">The file, if it is open already; the source takes ownership of it.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="IOException">
    /// The file cannot be read, or changed after it was planned (<see cref="SourceChangedException"/>).
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public static async Task<UploadSource> OpenAsync(UploadRequest request, SourceFile? file, CancellationToken cancellationToken)
    {
        file ??= await SourceFile.OpenAsync(request.SourcePath, cancellationToken).ConfigureAwait(false);
        try
        {
            if (request.Plan?.State is { } planned && planned != file.State)
                throw SourceChangedException.Rewritten(file.Path);
            var content = request.Plan?.Range is { } range ? new SourceContent(file, range) : new SourceContent(file);
            var look = request.Plan?.Look ?? await content.LookAsync(cancellationToken).ConfigureAwait(false);
            return new UploadSource(request, file, content, look);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a stream of the plaintext of the object.</summary>
    /// <param name="compression">The implementation of the compression; null for a source that is not compressed.</param>
    /// <param name="progress">Receives the number of bytes of each read of a source that is compressed; can be null.</param>
    public Stream OpenStream(ICompression? compression, IProgress<long>? progress) =>
        IsCompressed
            ? new CompressedContent(
                Content.OpenStream(progress, isText: true),
                Content.Length,
                compression!,
                Compression,
                Request.CompressionLevel
            )
            : Content.OpenStream();

    /// <summary>Computes the SHA-256 of the source, before compression.</summary>
    /// <exception cref="IOException">
    /// The file cannot be read, or changed meanwhile (<see cref="SourceChangedException"/>).
    /// </exception>
    public async Task<byte[]> HashAsync(CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var stream = Content.OpenStream();
        var step = new byte[(int)Math.Min(StepLength, Math.Max(1, Content.Length))];
        int read;
        while ((read = await stream.ReadAsync(step.AsMemory(), cancellationToken).ConfigureAwait(false)) > 0)
            hash.AppendData(step, 0, read);
        File.ThrowIfChanged();
        return hash.GetHashAndReset();
    }

    public void Dispose() => File.Dispose();
}
