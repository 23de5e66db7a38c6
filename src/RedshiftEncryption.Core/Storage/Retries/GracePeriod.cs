namespace RedshiftEncryption.Storage.Retries;

/// <summary>
/// Lets a request finish that a cancellation interrupts, within a time limit: the ID of what it starts would otherwise be lost.
/// </summary>
internal sealed class GracePeriod : IDisposable
{
    readonly CancellationTokenSource limit = new();
    readonly CancellationTokenRegistration registration;

    /// <param name="length">The time that the request has after a cancellation.</param>
    /// <param name="cancellationToken">The cancellation.</param>
    public GracePeriod(TimeSpan length, CancellationToken cancellationToken) =>
        registration = cancellationToken.Register(() => limit.CancelAfter(length));

    /// <summary>Gets the token of the request, which is canceled at the end of the time.</summary>
    public CancellationToken Token => limit.Token;

    public void Dispose()
    {
        registration.Dispose();
        limit.Dispose();
    }
}
