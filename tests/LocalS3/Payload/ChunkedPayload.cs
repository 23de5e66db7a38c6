using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;

namespace LocalS3;

/// <summary>
/// A body in aws-chunked framing: each chunk is <c>LENGTH[;chunk-signature=...] CRLF bytes CRLF</c>, a chunk of length 0
/// is the last, and trailers may follow it. The signatures must be there when the request announces them; whether they
/// are right is not checked.
/// </summary>
sealed class ChunkedPayload(PipeReader body, PayloadFraming framing) : IPayload
{
    /// <summary>S3 refuses shorter chunks but the last; a client that frames what its source drips would fail there.</summary>
    const int MinChunkLength = 8192;

    readonly FrameLines lines = new(body);
    readonly Dictionary<string, string> trailers = new(StringComparer.OrdinalIgnoreCase);
    int chunkNumber;
    long chunkLength = MinChunkLength;
    long remaining;
    bool ended;

    public IReadOnlyDictionary<string, string> Trailers => trailers;

    public async ValueTask<ReadOnlySequence<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        if (remaining == 0 && !ended)
            await BeginChunkAsync(cancellationToken);
        if (ended)
            return ReadOnlySequence<byte>.Empty;

        var received = (await body.ReadAtLeastAsync(1, cancellationToken)).Buffer;
        if (received.IsEmpty)
        {
            body.AdvanceTo(received.End);
            throw Refusal.IncompleteBody();
        }
        return received.Slice(0, Math.Min(remaining, received.Length));
    }

    public void Advance(ReadOnlySequence<byte> taken)
    {
        if (ended)
            return;
        remaining -= taken.Length;
        body.AdvanceTo(taken.End);
    }

    async ValueTask BeginChunkAsync(CancellationToken cancellationToken)
    {
        if (chunkNumber > 0 && (await lines.ReadAsync(cancellationToken)).Length > 0)
            throw Refusal.IncompleteBody("A chunk is longer than it says.");
        var line = await lines.ReadAsync(cancellationToken);
        var semicolon = line.IndexOf(';', StringComparison.Ordinal);
        var isSigned = semicolon >= 0 && line.AsSpan(semicolon).StartsWith(";chunk-signature=", StringComparison.Ordinal);
        if (
            isSigned != framing.IsSigned
            || !long.TryParse(
                semicolon < 0 ? line : line[..semicolon],
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var length
            )
            || length < 0
        )
            throw Refusal.IncompleteBody("The chunk framing is malformed.");
        if (length > 0 && chunkLength < MinChunkLength)
            throw Refusal.InvalidChunkLength(chunkNumber, chunkLength);
        chunkNumber++;
        chunkLength = remaining = length;
        if (length > 0)
            return;
        await ReadTrailersAsync(cancellationToken);
        ended = true;
    }

    async ValueTask ReadTrailersAsync(CancellationToken cancellationToken)
    {
        for (var line = await lines.ReadAsync(cancellationToken); line.Length > 0; line = await lines.ReadAsync(cancellationToken))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || !framing.HasTrailer)
                throw Refusal.MalformedTrailer();
            trailers[line[..colon].Trim()] = line[(colon + 1)..].Trim();
        }
        if (framing.HasTrailer && !trailers.ContainsKey(framing.TrailerName!))
            throw Refusal.MalformedTrailer();
        var rest = (await body.ReadAtLeastAsync(1, cancellationToken)).Buffer;
        body.AdvanceTo(rest.End);
        if (!rest.IsEmpty)
            throw Refusal.IncompleteBody("Bytes follow the last chunk.");
    }
}
