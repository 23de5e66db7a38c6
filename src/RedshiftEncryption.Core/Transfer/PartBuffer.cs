namespace RedshiftEncryption.Transfer;

/// <summary>
/// Represents a rented buffer, which is returned when it is first disposed of. The array may be longer than was requested.
/// </summary>
internal sealed class PartBuffer(BufferPool owner, byte[] bytes, int length, bool isFilledHere) : IDisposable
{
    int filled = isFilledHere ? 0 : 1;
    int returned;

    public byte[] Bytes { get; } = bytes;

    /// <summary>Gets the requested length in bytes.</summary>
    public int Length { get; } = length;

    /// <summary>Notes that this computer has filled the buffer, which then waits for the network.</summary>
    public void MarkFilled()
    {
        if (Interlocked.Exchange(ref filled, 1) == 0)
            owner.EndFilling();
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref returned, 1) != 0)
            return;
        MarkFilled();
        owner.Return(this);
    }
}
