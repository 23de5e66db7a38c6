using Amazon.Runtime;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Aws.S3;

/// <summary>
/// Represents the body of a response: a read-only, forward-only stream. Failures are Core's exceptions, so that they
/// are not mistaken for those of a source file. Each read has a timeout, because the SDK's timeout ends with the
/// headers. A body whose length differs from the headers is an error.
/// </summary>
/// <param name="body">The body as received.</param>
/// <param name="address">The object, for messages.</param>
/// <param name="length">The length in bytes.</param>
/// <param name="looksBehind">Whether to read past the last byte. Without a Content-Length, HTTP does not end the body
/// there, and the SDK compares a whole object with its MD5 only at the end of the stream.</param>
/// <param name="stallTimeout">The timeout of one read.</param>
/// <param name="bandwidth">The command's rate; null for none.</param>
internal sealed partial class S3Body(
    Stream body,
    S3Address address,
    long length,
    bool looksBehind,
    TimeSpan stallTimeout,
    BandwidthLimit? bandwidth
) : Stream
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

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("The content of an object supports asynchronous reads only.");

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

    /// <summary>Counts the bytes read, and checks for data after the end where there can be some.</summary>
    async ValueTask<int> TakenAsync(int count, CancellationToken cancellationToken)
    {
        if (count == 0)
            throw new ObjectStoreException(
                ObjectStoreFault.Unavailable,
                $"The response for {address} was truncated: {length - taken} bytes are missing."
            );
        taken += count;
        if (taken == length && looksBehind)
            await LookBehindAsync(cancellationToken).ConfigureAwait(false);
        // A caller that waits, here or before its next read, is not a stall.
        stall?.CancelAfter(Timeout.InfiniteTimeSpan);
        if (bandwidth is not null)
            await bandwidth.TakeAsync(count, cancellationToken).ConfigureAwait(false);
        return count;
    }

    async ValueTask LookBehindAsync(CancellationToken cancellationToken)
    {
        try
        {
            var behind = new byte[1];
            if (await ReadAsync(body, behind, BeginWaiting(cancellationToken)).ConfigureAwait(false) > 0)
                throw ReadResponse.Invalid(address, $"its body is longer than the {length} bytes that its headers announce");
        }
        catch (AmazonClientException exception)
        {
            throw ReadResponse.Invalid(address, "its body does not match its ETag", exception);
        }
    }

    /// <summary>
    /// Disposes of the body. The SDK compares hashes here too, and throws. For a body that was abandoned early the
    /// comparison means nothing, and a body that was read has already been compared.
    /// </summary>
    void DisposeOfBody()
    {
        try
        {
            body.Dispose();
        }
        catch (AmazonClientException)
        {
            // The body is disposed of anyway.
        }
    }

    /// <summary>Restarts the timeout for a read. All reads share one source.</summary>
    CancellationToken BeginWaiting(CancellationToken cancellationToken)
    {
        stall ??= CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(stallTimeout);
        return stall.Token;
    }
}
