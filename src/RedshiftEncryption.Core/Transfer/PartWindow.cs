namespace RedshiftEncryption.Transfer;

/// <summary>
/// Limits the number of concurrent parts of one object. It stays low while the server accepts parts as fast as they are
/// filled, because more would only use memory. It grows when filling has to wait, up to the number that the SDK's
/// TransferUtility sends, because one connection to S3 is far slower than encryption. Only one thread may enter at a
/// time.
/// </summary>
internal sealed class PartWindow : IDisposable
{
    const int Least = 3;
    const int Most = 10;

    /// <summary>The longest wait without adding a slot; encrypting a part takes a third of this time.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(25);

    readonly SemaphoreSlim places = new(Least);
    int size = Least;

    /// <summary>Waits for a slot, and adds one if the wait is long.</summary>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        if (size == Most)
            await places.WaitAsync(cancellationToken).ConfigureAwait(false);
        else if (!await places.WaitAsync(Patience, cancellationToken).ConfigureAwait(false))
            size++;
    }

    /// <summary>Releases a slot, from any thread.</summary>
    public void Leave() => places.Release();

    public void Dispose() => places.Dispose();
}
