using RedshiftEncryption.Compatibility;
using RedshiftEncryption.Source;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Reading;

/// <summary>
/// Compares an object's plaintext with its source. Ranges of the object are read and decrypted concurrently. The first
/// difference in the order of the content is the result; ranges after it are abandoned. If the cipher authenticates the
/// content, all of it is read first, so that a changed content is not taken for another one.
/// </summary>
internal sealed class RoundTripComparison(OpenedObject opened, BufferPool buffers, SourceContent source)
{
    /// <summary>The number of ranges of one object that are read concurrently.</summary>
    const int RangesInProgress = 4;

    /// <summary>Compares the whole content.</summary>
    /// <param name="progress">Receives the numbers of bytes compared.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="IOException">The source cannot be read.</exception>
    /// <exception cref="ObjectStoreException">The object cannot be read to its end.</exception>
    public async Task<RoundTripFinding> RunAsync(IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var end = opened.ContentLength;
        using var check = opened.OpenCheck();
        var first = new RoundTripFinding(RoundTripReason.None);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ranges = new Queue<Task<RoundTripFinding>>();
        try
        {
            // An empty object has one empty range, which shows whether the source is longer.
            long position = 0;
            do
            {
                var range = new ContentRange(position, Math.Min(RangedContent.RangeLength, end - position));
                ranges.Enqueue(new RangeComparison(opened, buffers, source, check).RunAsync(range, progress, enough.Token));
                position += range.Length;
                while (ranges.Count == RangesInProgress || (ranges.Count > 0 && position == end))
                {
                    var finding = await ranges.Dequeue().ConfigureAwait(false);
                    if (finding.Reason == RoundTripReason.None)
                        continue;
                    if (check is null)
                        return finding;
                    if (first.Reason == RoundTripReason.None)
                        first = finding;
                }
            } while (position < end);
            if (check is not null)
                await opened.ThrowIfNotAuthenticAsync(check, cancellationToken).ConfigureAwait(false);
            return first;
        }
        catch (DamagedContentException exception)
        {
            return new(RoundTripReason.DamagedContent, exception.Message);
        }
        finally
        {
            // No range may use the buffers and the data key after this.
            await CancellationTokenSources.CancelAsync(enough).ConfigureAwait(false);
            foreach (var range in ranges)
                await Task.WhenAny(range).ConfigureAwait(false);
        }
    }
}
