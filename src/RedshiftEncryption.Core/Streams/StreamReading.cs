namespace RedshiftEncryption.Streams;

/// <summary>
/// Fills buffers from streams: a stream can return fewer bytes than requested at any time, and only 0 means its end.
/// </summary>
internal static class StreamReading
{
    /// <returns>The number of bytes read; less than the size of the buffer only at the end of the stream.</returns>
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
