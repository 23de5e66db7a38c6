namespace RedshiftEncryption;

/// <summary>Reads one range of an object, decrypts it and compares it with the source, step by step.</summary>
internal sealed class RangeComparison(RangedContent content, PartBuffers buffers, SourceFile source, ContentEnvelope? envelope, DataKey? dataKey)
{
    /// <summary>In bytes, a multiple of 16: what is compared while it is in the processor's cache.</summary>
    const int StepLength = 256 * 1024;

    /// <summary>The SDK retries requests, but not a body that breaks off: there the range goes on where it stood.</summary>
    const int Attempts = 4;

    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    /// <returns>The first difference, damage, or <see cref="RoundTripReason.None"/>.</returns>
    public async Task<RoundTripFinding> RunAsync(ContentRange range, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var step = (int)Math.Min(StepLength, range.Length);
        using var buffer = await buffers.RentAsync(Math.Max(1, 2 * step), cancellationToken).ConfigureAwait(false);
        var position = new ComparedPosition(range.Start);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await CompareAsync(range, position, buffer.Bytes, step, progress, cancellationToken).ConfigureAwait(false);
            }
            catch (ObjectStoreException exception) when (exception.Fault == ObjectStoreFault.Unavailable && position.IsOpen && attempt < Attempts)
            {
                await Task.Delay(TimeSpan.FromTicks(FirstPause.Ticks << (attempt - 1)), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    async Task<RoundTripFinding> CompareAsync(ContentRange range, ComparedPosition position, byte[] buffer, int step, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        position.IsOpen = false;
        var end = range.Start + range.Length;
        // CBC needs the block before.
        var lead = envelope is null || position.Offset == 0 ? 0 : CbcContent.BlockLength;
        using var opened = await content.OpenAsync(new ContentRange(position.Offset - lead, end - position.Offset + lead), cancellationToken).ConfigureAwait(false);
        position.IsOpen = true;
        using var decryptor = await CreateDecryptorAsync(opened, lead, cancellationToken).ConfigureAwait(false);
        while (position.Offset < end)
        {
            var count = (int)Math.Min(step, end - position.Offset);
            await ReadExactlyAsync(opened, buffer, count, cancellationToken).ConfigureAwait(false);
            decryptor?.DecryptBlocks(buffer, 0, count);
            var plaintextLength = count;
            if (decryptor is not null && position.Offset + count == opened.ObjectLength)
            {
                if (!CbcDecryptor.TryGetPaddingLength(buffer.AsSpan(count - CbcContent.BlockLength, CbcContent.BlockLength), out var padding))
                    return new(RoundTripReason.DamagedContent, "its padding is damaged");
                plaintextLength -= padding;
            }
            var sourceLength = await source.ReadAtAsync(position.Offset, buffer, step, plaintextLength, cancellationToken).ConfigureAwait(false);
            var same = CommonLength(buffer, step, Math.Min(plaintextLength, sourceLength));
            if (same < plaintextLength)
                return RoundTripFinding.Differs(position.Offset + same);
            if (position.Offset + count == opened.ObjectLength && source.Length > position.Offset + plaintextLength)
                return RoundTripFinding.Differs(position.Offset + plaintextLength);
            position.Offset += count;
            progress?.Report(count);
        }
        return opened.ObjectLength == 0 && source.Length > 0 ? RoundTripFinding.Differs(0) : new(RoundTripReason.None);
    }

    async ValueTask<CbcDecryptor?> CreateDecryptorAsync(ObjectContent opened, int lead, CancellationToken cancellationToken)
    {
        if (envelope is null)
            return null;
        var vector = envelope.InitializationVector;
        if (lead > 0)
        {
            vector = new byte[CbcContent.BlockLength];
            await ReadExactlyAsync(opened, vector, lead, cancellationToken).ConfigureAwait(false);
        }
        return new CbcDecryptor(dataKey!, vector);
    }

    async ValueTask ReadExactlyAsync(ObjectContent opened, byte[] buffer, int count, CancellationToken cancellationToken)
    {
        if (await StreamReading.FillAsync(opened.Body, buffer, 0, count, cancellationToken).ConfigureAwait(false) < count)
            throw content.EndedEarly();
    }

    static int CommonLength(byte[] buffer, int second, int count)
    {
        var theirs = buffer.AsSpan(0, count);
        var ours = buffer.AsSpan(second, count);
        if (theirs.SequenceEqual(ours))
            return count;
        var same = 0;
        while (theirs[same] == ours[same])
            same++;
        return same;
    }

    /// <summary>How far a range has been compared; what a new attempt begins with.</summary>
    sealed class ComparedPosition(long offset)
    {
        public long Offset { get; set; } = offset;

        /// <summary>Whether the attempt has got an answer, so that what fails is its body.</summary>
        public bool IsOpen { get; set; }
    }
}
