using System.Buffers;
using System.Net;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Aws;

/// <summary>Sends a body piece by piece, so that each piece is progress and the rate of all pieces can be limited.</summary>
internal sealed class GuardedContent : HttpContent
{
    /// <summary>The length of a piece in bytes: that of the buffers between part and connection.</summary>
    const int PieceLength = 256 * 1024;

    readonly HttpContent content;
    readonly CancellationTokenSource stall;
    readonly TimeSpan stallTimeout;
    readonly BandwidthLimit? bandwidth;

    /// <summary>Where the body begins in its stream; null before it is sent.</summary>
    long? start;

    /// <param name="content">The body.</param>
    /// <param name="stall">Cancels the request.</param>
    /// <param name="stallTimeout">The time limit of a piece.</param>
    /// <param name="bandwidth">The command's rate; null for none.</param>
    public GuardedContent(HttpContent content, CancellationTokenSource stall, TimeSpan stallTimeout, BandwidthLimit? bandwidth)
    {
        this.content = content;
        this.stall = stall;
        this.stallTimeout = stallTimeout;
        this.bandwidth = bandwidth;
        foreach (var header in content.Headers)
            Headers.TryAddWithoutValidation(header.Key, header.Value);
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var source = await content.ReadAsStreamAsync().ConfigureAwait(false);
        // The transport sends a body again on another connection if the first one turns out to be closed.
        if (source.CanSeek)
            source.Position = start ??= source.Position;
        var piece = ArrayPool<byte>.Shared.Rent((int)Math.Min(PieceLength, content.Headers.ContentLength ?? PieceLength));
        try
        {
            await SendAsync(source, stream, piece).ConfigureAwait(false);
        }
        finally
        {
            // It can contain plaintext, which the next renter must not find.
            ArrayPool<byte>.Shared.Return(piece, clearArray: true);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = content.Headers.ContentLength ?? 0;
        return content.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            content.Dispose();
        base.Dispose(disposing);
    }

#pragma warning disable CA1835 // .NET Standard has no overloads for Memory
    async Task SendAsync(Stream source, Stream target, byte[] piece)
    {
        var length = Math.Min(piece.Length, bandwidth?.Take ?? piece.Length);
        int count;
        while ((count = await source.ReadAsync(piece, 0, length, stall.Token).ConfigureAwait(false)) > 0)
        {
            if (bandwidth is not null)
            {
                // Waiting for other connections of the command is not a stall.
                stall.CancelAfter(Timeout.InfiniteTimeSpan);
                await bandwidth.TakeAsync(count, stall.Token).ConfigureAwait(false);
                stall.CancelAfter(stallTimeout);
            }
            await target.WriteAsync(piece, 0, count, stall.Token).ConfigureAwait(false);
            stall.CancelAfter(stallTimeout);
        }
    }
#pragma warning restore CA1835
}
