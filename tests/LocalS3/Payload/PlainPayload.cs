using System.Buffers;
using System.IO.Pipelines;

namespace LocalS3;

/// <summary>A body that is the bytes.</summary>
sealed class PlainPayload(PipeReader body) : IPayload
{
    public IReadOnlyDictionary<string, string> Trailers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    public async ValueTask<ReadOnlySequence<byte>> ReadAsync(CancellationToken cancellationToken) =>
        (await body.ReadAtLeastAsync(1, cancellationToken)).Buffer;

    public void Advance(ReadOnlySequence<byte> taken) => body.AdvanceTo(taken.End);
}
