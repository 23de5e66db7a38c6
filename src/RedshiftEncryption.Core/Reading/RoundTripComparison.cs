using RedshiftEncryption.Compatibility;
using RedshiftEncryption.Source;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Reading;

/// <summary>
/// Compares an object's plaintext with its source: ranges of the object side by side, each decrypted from the block before
/// it. The first difference in the content's order counts; what lies behind it is given up.
/// </summary>
internal sealed class RoundTripComparison(OpenedObject opened, BufferPool buffers, SourceContent source)
{
    /// <summary>So many ranges of one object are on their way at a time.</summary>
    const int RangesInProgress = 4;

    /// <param name="progress">Told of bytes compared.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="IOException">The source cannot be read.</exception>
    /// <exception cref="ObjectStoreException">The object cannot be read to its end.</exception>
    public async Task<RoundTripFinding> RunAsync(IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var content = opened.Content;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ranges = new Queue<Task<RoundTripFinding>>();
        try
        {
            // An empty object has one empty range, in which the source may be found to be longer.
            long position = 0;
            do
            {
                var range = new ContentRange(position, Math.Min(RangedContent.RangeLength, content.ObjectLength - position));
                ranges.Enqueue(new RangeComparison(opened, buffers, source).RunAsync(range, progress, enough.Token));
                position += range.Length;
                while (ranges.Count == RangesInProgress || (ranges.Count > 0 && position == content.ObjectLength))
                {
                    var finding = await ranges.Dequeue().ConfigureAwait(false);
                    if (finding.Reason != RoundTripReason.None)
                        return finding;
                }
            } while (position < content.ObjectLength);
            return new(RoundTripReason.None);
        }
        finally
        {
            // Buffers go back and the data key is zeroed only when nobody uses them any more.
            await CancellationTokenSources.CancelAsync(enough).ConfigureAwait(false);
            foreach (var range in ranges)
                await Task.WhenAny(range).ConfigureAwait(false);
        }
    }
}
