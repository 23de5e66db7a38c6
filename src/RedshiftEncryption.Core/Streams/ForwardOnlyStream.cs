namespace RedshiftEncryption.Streams;

/// <summary>Represents a stream that is read once, from start to end, asynchronously.</summary>
internal abstract class ForwardOnlyStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads some bytes; returns 0 only at the end or for an empty buffer.</summary>
    protected abstract ValueTask<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadSomeAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

#if NET
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ReadSomeAsync(buffer, cancellationToken);
#endif

#if NET
    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("This stream supports asynchronous reads only.");
#else
    /// <summary>
    /// Reads synchronously: .NET Framework's GZipStream reads its source this way, on a thread pool thread, even when
    /// it is itself read asynchronously.
    /// </summary>
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadSomeAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();
#endif

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }
}
