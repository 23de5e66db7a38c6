namespace RedshiftEncryption.Streams;

internal abstract partial class ForwardOnlyStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ReadSomeAsync(buffer, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("This stream supports asynchronous reads only.");
}
