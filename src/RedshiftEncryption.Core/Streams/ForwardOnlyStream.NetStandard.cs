namespace RedshiftEncryption.Streams;

internal abstract partial class ForwardOnlyStream
{
    /// <summary>
    /// Reads synchronously: .NET Framework's GZipStream reads its source this way, on a thread pool thread, even when
    /// it is itself read asynchronously.
    /// </summary>
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadSomeAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();
}
