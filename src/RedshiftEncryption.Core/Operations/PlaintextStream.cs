namespace RedshiftEncryption;

/// <summary>An object's plaintext from front to back. Reads throw <see cref="DamagedContentException"/> and <see cref="ObjectStoreException"/>. Not thread-safe.</summary>
/// <param name="chunks">What it is made of; they stay the caller's.</param>
internal sealed class PlaintextStream(PlaintextChunks chunks) : ForwardOnlyStream
{
    FilledPart? current;
    int taken;

    /// <summary>How many bytes have been given, in all.</summary>
    public long Given { get; private set; }

    protected override async ValueTask<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (buffer.IsEmpty)
            return 0;
        while (current is null || taken == current.Content.Length)
        {
            current?.Buffer.Dispose();
            taken = 0;
            current = await chunks.NextAsync(cancellationToken).ConfigureAwait(false);
            if (current is null)
                return 0;
        }
        var count = Math.Min(buffer.Length, current.Content.Length - taken);
        current.Buffer.Bytes.AsMemory(taken, count).CopyTo(buffer);
        taken += count;
        Given += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            current?.Buffer.Dispose();
        base.Dispose(disposing);
    }
}
