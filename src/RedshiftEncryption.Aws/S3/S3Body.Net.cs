namespace RedshiftEncryption.Aws.S3;

internal sealed partial class S3Body
{
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

    static ValueTask<int> ReadAsync(Stream stream, byte[] buffer, CancellationToken cancellationToken) =>
        stream.ReadAsync(buffer, cancellationToken);
}
