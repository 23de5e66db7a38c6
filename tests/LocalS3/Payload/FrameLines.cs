using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace LocalS3;

/// <summary>The lines between the chunks of an aws-chunked body.</summary>
sealed class FrameLines(PipeReader body)
{
    /// <summary>A chunk's length and signature, or a trailer, is far shorter.</summary>
    const int MaxLineLength = 1024;

    /// <returns>The next line without its CRLF.</returns>
    /// <exception cref="S3Exception">The body ends within the line, or the line is malformed.</exception>
    public async ValueTask<string> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await body.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } lineFeed)
            {
                var line = Encoding.ASCII.GetString(buffer.Slice(0, lineFeed));
                body.AdvanceTo(buffer.GetPosition(1, lineFeed));
                return line.EndsWith('\r') ? line[..^1] : throw Refusal.IncompleteBody("A line of the chunk framing does not end in CRLF.");
            }
            body.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
                throw Refusal.IncompleteBody();
            if (buffer.Length > MaxLineLength)
                throw Refusal.IncompleteBody("The chunk framing is malformed.");
        }
    }
}
