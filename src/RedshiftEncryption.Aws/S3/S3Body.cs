using Amazon.Runtime;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Aws.S3;

/// <summary>
/// An object's content on its way: read-only and forward-only, with failures in Core's terms, so that they are not taken
/// for the source file's, and with an end to waiting: the SDK's own time limit ends with the headers. It has the length that
/// the headers told, or reading it fails.
/// </summary>
/// <param name="body">As it comes.</param>
/// <param name="address">The object, for messages.</param>
/// <param name="length">In bytes.</param>
/// <param name="looksBehind">Whether its end is read too: HTTP itself does not end it without a Content-Length, and the SDK
/// compares a whole object with its MD5 only there.</param>
/// <param name="stallTimeout">How long a read may take.</param>
internal sealed class S3Body(Stream body, S3Address address, long length, bool looksBehind, TimeSpan stallTimeout) : Stream
{
    long taken;
    CancellationTokenSource? stall;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

#if NET
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length > length - taken)
            buffer = buffer.Slice(0, (int)(length - taken));
        if (buffer.IsEmpty)
            return 0;
        try
        {
            return await TakenAsync(await body.ReadAsync(buffer, BeginWaiting(cancellationToken)).ConfigureAwait(false), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (!S3Failure.IsTranslated(exception))
        {
            throw S3Failure.Translate(exception, address, cancellationToken);
        }
    }
#else
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        S3Failure.TranslateAsync(
            address,
            () => ReadSomeAsync(buffer, offset, (int)Math.Min(count, length - taken), cancellationToken),
            cancellationToken
        );

    async Task<int> ReadSomeAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        count == 0
            ? 0
            : await TakenAsync(
                    await body.ReadAsync(buffer, offset, count, BeginWaiting(cancellationToken)).ConfigureAwait(false),
                    cancellationToken
                )
                .ConfigureAwait(false);
#endif

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("An object is read asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            DisposeOfBody();
            stall?.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>Counts what was read, and looks behind the end where something may be.</summary>
    async ValueTask<int> TakenAsync(int count, CancellationToken cancellationToken)
    {
        if (count == 0)
            throw new ObjectStoreException(
                ObjectStoreFault.Unavailable,
                $"The response for {address} ended {length - taken} bytes before its end."
            );
        taken += count;
        if (taken == length && looksBehind)
            await LookBehindAsync(cancellationToken).ConfigureAwait(false);
        return count;
    }

    async ValueTask LookBehindAsync(CancellationToken cancellationToken)
    {
        try
        {
            var behind = new byte[1];
#if NET
            var count = await body.ReadAsync(behind, BeginWaiting(cancellationToken)).ConfigureAwait(false);
#else
            var count = await body.ReadAsync(behind, 0, behind.Length, BeginWaiting(cancellationToken)).ConfigureAwait(false);
#endif
            if (count > 0)
                throw ReadResponse.Invalid(address, $"its body is longer than the {length} bytes that it announces");
        }
        catch (AmazonClientException exception)
        {
            throw ReadResponse.Invalid(address, "its body is not the one that its ETag names", exception);
        }
    }

    /// <summary>
    /// The SDK compares hashes here too, and throws. What was given up early has none, and what was read has been compared.
    /// </summary>
    void DisposeOfBody()
    {
        try
        {
            body.Dispose();
        }
        catch (AmazonClientException)
        {
            // Disposing of it is done nevertheless.
        }
    }

    /// <summary>One source for all reads, whose time begins anew with each.</summary>
    CancellationToken BeginWaiting(CancellationToken cancellationToken)
    {
        stall ??= CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(stallTimeout);
        return stall.Token;
    }
}
