using RedshiftEncryption.Codecs;
using RedshiftEncryption.Source;
using RedshiftEncryption.Streams;

namespace RedshiftEncryption.Reading;

/// <summary>Compares an object's decompressed plaintext with its source from front to back.</summary>
/// <param name="compression">The implementation of the compression.</param>
/// <param name="format">The compression of the plaintext.</param>
/// <param name="source">The source of the object.</param>
internal sealed class StreamComparison(ICompression compression, CopyCompression format, SourceContent source)
{
    /// <summary>The number of bytes to compare at a time: they are still in the processor's cache.</summary>
    const int StepLength = 128 * 1024;

    /// <summary>Compares the whole content.</summary>
    /// <param name="plaintext">The object's plaintext, which is read to its end.</param>
    /// <param name="progress">Receives the numbers of the source's bytes.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="IOException">The source cannot be read.</exception>
    /// <exception cref="ObjectStoreException">The object cannot be read to its end.</exception>
    public async Task<RoundTripFinding> RunAsync(PlaintextStream plaintext, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var stream = compression.Decompress(plaintext, format);
        var theirs = new byte[StepLength];
        var ours = new byte[StepLength];
        long position = 0;
        try
        {
            while (true)
            {
                var count = await StreamReading.FillAsync(stream, theirs, cancellationToken).ConfigureAwait(false);
                var sourceLength = await source.ReadAtAsync(position, ours.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                var same = ByteComparison.CommonLength(theirs.AsSpan(0, count), ours.AsSpan(0, sourceLength));
                if (same < count)
                    return RoundTripFinding.Differs(position + same);
                position += count;
                progress?.Report(count);
                if (count < StepLength)
                    break;
            }
            // A decompressor stops at the end of the format. Nothing may follow it.
            if (await StreamReading.FillAsync(plaintext, theirs.AsMemory(0, 1), cancellationToken).ConfigureAwait(false) > 0)
                return new(RoundTripReason.DamagedContent, $"unexpected data follows the {format} content");
        }
        catch (InvalidDataException exception)
        {
            return new(RoundTripReason.DamagedContent, $"the {format} content cannot be decompressed: {exception.Message}");
        }
        catch (DamagedContentException exception)
        {
            return new(RoundTripReason.DamagedContent, exception.Message);
        }
        return position < source.Length
            ? RoundTripFinding.Differs(position)
            : new(RoundTripReason.None) { PlaintextLength = plaintext.Given };
    }
}
