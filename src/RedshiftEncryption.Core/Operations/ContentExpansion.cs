using RedshiftEncryption.Codecs;
using RedshiftEncryption.Destination;
using RedshiftEncryption.Reading;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Streams;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>Decompresses the content of an object within a limit, and checks that nothing else follows it.</summary>
/// <param name="openCompression">Called if content is decompressed.</param>
internal sealed class ContentExpansion(Func<ICompression> openCompression)
{
    /// <summary>The number of bytes to decompress and write at a time.</summary>
    public const int StepLength = 256 * 1024;

    /// <summary>Returns how content is compressed that can be decompressed, from its beginning.</summary>
    /// <param name="first">The first chunk of the plaintext; null if it is empty.</param>
    public static CopyCompression CompressionOf(FilledPart? first) =>
        first is not null && FileFormat.Of(first.Bytes.AsSpan(), ending: default) is { HasCodec: true } format
            ? format.Compression
            : CopyCompression.None;

    /// <summary>Decompresses content.</summary>
    /// <param name="address">The object, for messages.</param>
    /// <param name="plaintext">The content.</param>
    /// <param name="compression">Its compression.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="availableSpace">Returns the free space of the destination in bytes; null if it is not limited or not known.</param>
    /// <param name="writeAsync">Writes the next bytes.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The number of expanded bytes.</returns>
    /// <exception cref="DamagedContentException">The content is not compressed like that, or other data follows it.</exception>
    /// <exception cref="DestinationException">The object expands too much.</exception>
    public async Task<long> RunAsync(
        S3Address address,
        PlaintextStream plaintext,
        CopyCompression compression,
        ExpansionLimit limit,
        Func<long?> availableSpace,
        Func<ArraySegment<byte>, Task> writeAsync,
        CancellationToken cancellationToken
    )
    {
        using var decompressed = openCompression().Decompress(plaintext, compression);
        var step = new byte[StepLength];
        long length = 0;
        try
        {
            int count;
            do
            {
                count = await StreamReading.FillAsync(decompressed, step, cancellationToken).ConfigureAwait(false);
                limit.ThrowIfExceeded(address, availableSpace, plaintext.Given, length, count);
                await writeAsync(new ArraySegment<byte>(step, 0, count)).ConfigureAwait(false);
                length += count;
            } while (count == StepLength);
        }
        catch (InvalidDataException exception)
        {
            throw new DamagedContentException(
                $"The content of {address} cannot be decompressed as {compression}: {exception.Message}",
                exception
            );
        }
        // A decompressor stops at the end of what it knows, and only at the end of the content is a tag verified.
        return (await plaintext.ReadSegmentAsync(cancellationToken).ConfigureAwait(false)).Count == 0
            ? length
            : throw new DamagedContentException($"Unexpected data follows the {compression} content of {address}.");
    }
}
