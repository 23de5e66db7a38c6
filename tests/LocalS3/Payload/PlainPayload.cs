namespace LocalS3;

/// <summary>A body that is the bytes.</summary>
sealed class PlainPayload(Stream body) : IPayload
{
    public IReadOnlyDictionary<string, string> Trailers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => body.ReadAsync(buffer, cancellationToken);
}
