using RedshiftEncryption.Destination;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Writes the contents of several objects to one output, so that the rows are those of the objects: a line feed is added
/// between two objects of which the first does not end with one, and the byte order mark of a later object is left out. A single
/// object is written unchanged.
/// </summary>
/// <param name="output">The output.</param>
internal sealed class JoinedOutput(Stream output)
{
    const byte LineFeed = (byte)'\n';

    static readonly byte[] LineFeeds = [LineFeed];

    byte last = LineFeed;
    bool isAtStart;
    bool isInHeader;

    /// <summary>Gets the number of bytes that were written.</summary>
    public long Written { get; private set; }

    /// <summary>Begins an object.</summary>
    /// <param name="skipsHeader">Whether its first line is left out.</param>
    public void Begin(bool skipsHeader)
    {
        isAtStart = Written > 0;
        isInHeader = skipsHeader;
    }

    /// <param name="segment">The next bytes of the object; the first ones include its byte order mark.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <exception cref="DestinationException">The reader of the output has ended.</exception>
    public async Task WriteAsync(ArraySegment<byte> segment, CancellationToken cancellationToken)
    {
        var rest = segment.AsMemory();
        if (isInHeader)
        {
            var end = rest.Span.IndexOf(LineFeed);
            isInHeader = end < 0;
            rest = isInHeader ? default : rest.Slice(end + 1);
        }
        else if (isAtStart && rest.Span.StartsWith("\ufeff"u8))
        {
            rest = rest.Slice("\ufeff"u8.Length);
        }
        if (rest.IsEmpty)
            return;
        if (isAtStart && last != LineFeed)
            await PutAsync(LineFeeds, cancellationToken).ConfigureAwait(false);
        isAtStart = false;
        await PutAsync(rest, cancellationToken).ConfigureAwait(false);
        last = rest.Span[rest.Length - 1];
    }

    /// <exception cref="DestinationException">The reader of the output has ended.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw Closed(exception);
        }
    }

    async Task PutAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await output.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw Closed(exception);
        }
        Written += bytes.Length;
    }

    DestinationException Closed(IOException exception) =>
        new(DestinationFault.OutputClosed, $"Standard output was closed after {Written} bytes: {exception.Message}", exception);
}
