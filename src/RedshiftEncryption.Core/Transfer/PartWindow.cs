namespace RedshiftEncryption.Transfer;

/// <summary>
/// How many parts of one object are on their way at a time: few where the server takes them as fast as they are filled,
/// for more would only hold memory; more wherever the filling had to wait for it, up to as many as the SDK's own
/// TransferUtility sends, for one connection to S3 is far slower than the encryption. One enters at a time.
/// </summary>
internal sealed class PartWindow : IDisposable
{
    const int Least = 3;
    const int Most = 10;

    /// <summary>A part is encrypted in a third of this.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(25);

    readonly SemaphoreSlim places = new(Least);
    int size = Least;

    /// <summary>Waits for a place, and makes one more where the wait is long.</summary>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        if (size == Most)
            await places.WaitAsync(cancellationToken).ConfigureAwait(false);
        else if (!await places.WaitAsync(Patience, cancellationToken).ConfigureAwait(false))
            size++;
    }

    /// <summary>Gives a place back. From any thread.</summary>
    public void Leave() => places.Release();

    public void Dispose() => places.Dispose();
}
