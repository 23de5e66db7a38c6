namespace RedshiftEncryption.Streams;

/// <summary>Reading on until a buffer is full: a stream may give less than asked for at any time, and only 0 is its end.</summary>
internal static class StreamReading
{
    /// <returns>How many bytes were read; less than the buffer holds only at the stream's end.</returns>
    public static async ValueTask<int> FillAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            var read = await stream.ReadAsync(buffer.Slice(filled), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                break;
            filled += read;
        }
        return filled;
    }
}
