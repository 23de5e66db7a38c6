namespace RedshiftEncryption.Transfer;

/// <summary>Represents a rented buffer, which is returned when it is first disposed of.</summary>
internal sealed class PartBuffer(BufferPool owner, byte[] bytes) : IDisposable
{
    int returned;

    public byte[] Bytes { get; } = bytes;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref returned, 1) == 0)
            owner.Return(Bytes);
    }
}
