using RedshiftEncryption.Cipher;
using RedshiftEncryption.Source;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Reading;

/// <summary>Reads one range of an object, decrypts it and compares it with the source, step by step.</summary>
/// <param name="opened">The object, unlocked.</param>
/// <param name="buffers">The buffers of the command.</param>
/// <param name="source">The source.</param>
/// <param name="check">Receives the range, which is then read to its end in spite of a difference; null for none.</param>
internal sealed class RangeComparison(OpenedObject opened, BufferPool buffers, SourceContent source, IContentCheck? check)
{
    /// <summary>The number of bytes to compare at a time, a multiple of 16: they are still in the processor's cache.</summary>
    const int StepLength = 256 * 1024;

    /// <returns>The first difference, damage, or <see cref="RoundTripReason.None"/> if the range is identical.</returns>
    public async Task<RoundTripFinding> RunAsync(ContentRange range, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var step = (int)Math.Min(StepLength, range.Length);
        using var buffer = await buffers.RentAsync(Math.Max(1, 2 * step), cancellationToken).ConfigureAwait(false);
        using var reader = new RangeReader(opened, range, check);
        var finding = new RoundTripFinding(RoundTripReason.None);
        var bytes = buffer.Bytes;
        var end = range.Start + range.Length;
        for (var position = range.Start; position < end; )
        {
            var count = (int)Math.Min(step, end - position);
            int plaintextLength;
            try
            {
                plaintextLength = await reader.ReadAsync(bytes, 0, count, cancellationToken).ConfigureAwait(false);
            }
            catch (DamagedContentException exception)
            {
                return new(RoundTripReason.DamagedContent, exception.Message);
            }
            if (finding.Reason != RoundTripReason.None)
            {
                position += count;
                continue;
            }
            var sourceLength = await source
                .ReadAtAsync(position, bytes.AsMemory(step, plaintextLength), cancellationToken)
                .ConfigureAwait(false);
            var same = ByteComparison.CommonLength(bytes.AsSpan(0, plaintextLength), bytes.AsSpan(step, sourceLength));
            if (same < plaintextLength)
                finding = RoundTripFinding.Differs(position + same);
            else if (position + count == opened.ContentLength && source.Length > position + plaintextLength)
                finding = RoundTripFinding.Differs(position + plaintextLength);
            if (check is null && finding.Reason != RoundTripReason.None)
                return finding;
            position += count;
            progress?.Report(count);
        }
        return opened.ContentLength == 0 && source.Length > 0 ? RoundTripFinding.Differs(0) : finding;
    }
}
