namespace RedshiftEncryption.S3;

/// <summary>
/// An object's content on its way: read-only and forward-only, with failures in Core's terms, so that they are not taken
/// for the source file's, and with an end to waiting: the SDK's own time limit ends with the headers.
/// </summary>
internal sealed class S3Body(Stream body, ObjectAddress address, TimeSpan stallTimeout) : Stream
{
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
        try
        {
            return await body.ReadAsync(buffer, BeginWaiting(cancellationToken)).ConfigureAwait(false);
        }
        catch (Exception exception) when (S3Failure.IsFailure(exception))
        {
            throw S3Failure.Translate(exception, address, cancellationToken);
        }
    }
#else
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        S3Failure.TranslateAsync(address, () => body.ReadAsync(buffer, offset, count, BeginWaiting(cancellationToken)), cancellationToken);
#endif

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("An object is read asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
            stall?.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>One source for all reads, whose time begins anew with each.</summary>
    CancellationToken BeginWaiting(CancellationToken cancellationToken)
    {
        stall ??= CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(stallTimeout);
        return stall.Token;
    }
}
