using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Aws;

/// <summary>
/// Ends a request that makes no progress, and limits the rate at which bodies are sent. A body that is sent slowly is not a
/// stall: the time limit begins again with each piece of it that the connection takes, and once more for the response.
/// </summary>
/// <param name="transport">Sends the requests.</param>
/// <param name="stallTimeout">The time limit without progress.</param>
/// <param name="bandwidth">The command's rate; null for none.</param>
internal sealed class StallGuard(HttpMessageHandler transport, TimeSpan stallTimeout, BandwidthLimit? bandwidth)
    : DelegatingHandler(transport)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(stallTimeout);
        if (request.Content is { } content)
            request.Content = new GuardedContent(content, stall, stallTimeout, bandwidth);
        try
        {
            return await base.SendAsync(request, stall.Token).ConfigureAwait(false);
        }
        // A body that is cut off fails in many ways.
        catch (Exception exception) when (stall.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The connection made no progress for {stallTimeout.TotalSeconds:0.#} seconds.", exception);
        }
    }
}
