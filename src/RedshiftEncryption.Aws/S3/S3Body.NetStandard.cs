namespace RedshiftEncryption.Aws.S3;

internal sealed partial class S3Body
{
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

    static Task<int> ReadAsync(Stream stream, byte[] buffer, CancellationToken cancellationToken) =>
        stream.ReadAsync(buffer, 0, buffer.Length, cancellationToken);
}
