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

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (remaining == 0 && !ended)
            await BeginChunkAsync(cancellationToken);
        if (ended)
            return 0;

        var result = await body.ReadAtLeastAsync(1, cancellationToken);
        var length = (int)Math.Min(Math.Min(remaining, buffer.Length), result.Buffer.Length);
        var taken = result.Buffer.Slice(0, length);
        taken.CopyTo(buffer.Span);
        body.AdvanceTo(taken.End);
        if (length == 0)
            throw Refusal.IncompleteBody();
        remaining -= length;
        if (remaining == 0 && (await lines.ReadAsync(cancellationToken)).Length > 0)
            throw Refusal.IncompleteBody("A chunk is longer than it says.");
        return length;
    }

    async ValueTask BeginChunkAsync(CancellationToken cancellationToken)
    {
        var line = await lines.ReadAsync(cancellationToken);
        var semicolon = line.IndexOf(';', StringComparison.Ordinal);
        var isSigned = semicolon >= 0 && line.AsSpan(semicolon).StartsWith(";chunk-signature=", StringComparison.Ordinal);
        if (isSigned != framing.IsSigned || !long.TryParse(semicolon < 0 ? line : line[..semicolon], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length) || length < 0)
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
