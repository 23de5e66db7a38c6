namespace RedshiftEncryption.Transfer;

/// <summary>A rented buffer; disposing it returns it, once.</summary>
internal sealed class PartBuffer(PartBuffers owner, byte[] bytes) : IDisposable
{
    int returned;

    public byte[] Bytes { get; } = bytes;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref returned, 1) == 0)
            owner.Return(Bytes);
    }
}
