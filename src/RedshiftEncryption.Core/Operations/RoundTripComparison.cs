namespace RedshiftEncryption;

/// <summary>Compares an object's plaintext with its source, step by step, and stops at the first difference.</summary>
internal sealed class RoundTripComparison(VerifyRequest request, SourceFile source, ObjectContent content, PartBuffers buffers)
{
    /// <summary>A multiple of 16.</summary>
    const int StepLength = 256 * 1024;

    public async Task<RoundTripFinding> RunAsync(CbcDecryptor? decryptor, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var theirs = await buffers.RentAsync(StepLength, cancellationToken).ConfigureAwait(false);
        using var ours = await buffers.RentAsync(StepLength, cancellationToken).ConfigureAwait(false);
        long compared = 0;
        for (long position = 0; position < content.Length;)
        {
            var step = (int)Math.Min(StepLength, content.Length - position);
            if (await FillAsync(content.Body, theirs.Bytes, step, cancellationToken).ConfigureAwait(false) < step)
                throw new ObjectStoreException(ObjectStoreFault.Unavailable, $"{request.Address} ended before its {content.Length} bytes. Try again.");
            position += step;
            progress?.Report(step);

            var plaintextLength = step;
            if (decryptor is not null)
            {
                decryptor.DecryptBlocks(theirs.Bytes, 0, step);
                if (position == content.Length)
                {
                    if (!CbcDecryptor.TryGetPaddingLength(theirs.Bytes.AsSpan(step - CbcContent.BlockLength, CbcContent.BlockLength), out var padding))
                        return new(RoundTripReason.DamagedContent, "its padding is damaged");
                    plaintextLength -= padding;
                }
            }
            var sourceLength = await FillAsync(source.Stream, ours.Bytes, plaintextLength, cancellationToken).ConfigureAwait(false);
            var same = CommonLength(theirs.Bytes, ours.Bytes, Math.Min(plaintextLength, sourceLength));
            if (same < plaintextLength)
                return Difference(compared + same);
            compared += plaintextLength;
        }
        return await FillAsync(source.Stream, ours.Bytes, 1, cancellationToken).ConfigureAwait(false) == 0
            ? new(RoundTripReason.None)
            : Difference(compared);
    }

    RoundTripFinding Difference(long offset)
    {
        var changed = source.HasChanged()
            || (request.SentLength is { } length && length != source.Length)
            || (request.SentLastWriteTimeUtc is { } time && time != source.LastWriteTimeUtc);
        return changed
            ? new(RoundTripReason.SourceChanged, $"'{source.Path}' is no longer what was sent", offset)
            : new(RoundTripReason.ContentDiffers, $"the first difference is at byte {offset}", offset);
    }

    static int CommonLength(byte[] left, byte[] right, int count)
    {
        var a = left.AsSpan(0, count);
        var b = right.AsSpan(0, count);
        if (a.SequenceEqual(b))
            return count;
        var same = 0;
        while (a[same] == b[same])
            same++;
        return same;
    }

    static async ValueTask<int> FillAsync(Stream stream, byte[] buffer, int count, CancellationToken cancellationToken)
    {
        var filled = 0;
        while (filled < count)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(filled, count - filled), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                break;
            filled += read;
        }
        return filled;
    }
}
