using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace RedshiftEncryption.Lambda.Runtime;

/// <summary>
/// Implements AWS Lambda's Runtime API, version 2018-06-01: <c>invocation/next</c>, <c>invocation/ID/response</c>,
/// <c>invocation/ID/error</c> and <c>init/error</c>. Source: "Using the Lambda runtime API" in AWS's documentation.
/// </summary>
internal sealed class RuntimeClient : IRuntimeClient, IDisposable
{
    const string RequestIdHeader = "Lambda-Runtime-Aws-Request-Id";
    const string DeadlineHeader = "Lambda-Runtime-Deadline-Ms";
    const string ErrorTypeHeader = "Lambda-Runtime-Function-Error-Type";

    readonly HttpClient http;

    /// <param name="address">The host and the port, as in <c>AWS_LAMBDA_RUNTIME_API</c>.</param>
    /// <exception cref="RuntimeException">The address is not valid.</exception>
    public RuntimeClient(string address)
    {
        if (!Uri.TryCreate($"http://{address}/2018-06-01/runtime/", UriKind.Absolute, out var root))
            throw new RuntimeException($"'{address}' is not the address of a Runtime API.");
        // Events contain names of objects, and must not go through a proxy that is meant for AWS.
        http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = root,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public void Dispose() => http.Dispose();

    public async Task<Invocation> NextAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "invocation/next");
        using var response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (
            Header(response, RequestIdHeader) is not { Length: > 0 } requestId
            || !long.TryParse(Header(response, DeadlineHeader), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        )
            throw new RuntimeException("The Runtime API sent an event without a valid request ID and deadline.");
        try
        {
            var content = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return new Invocation(requestId, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), content);
        }
        catch (HttpRequestException exception)
        {
            throw new RuntimeException($"The event could not be received: {exception.Message}", exception);
        }
    }

    public Task RespondAsync(Invocation invocation, ReadOnlyMemory<byte> response, CancellationToken cancellationToken) =>
        PostAsync($"invocation/{Uri.EscapeDataString(invocation.RequestId)}/response", response, errorType: null, cancellationToken);

    public Task FailAsync(Invocation invocation, RuntimeError error, CancellationToken cancellationToken) =>
        PostAsync($"invocation/{Uri.EscapeDataString(invocation.RequestId)}/error", error, cancellationToken);

    public Task FailInitializationAsync(RuntimeError error, CancellationToken cancellationToken) =>
        PostAsync("init/error", error, cancellationToken);

    Task PostAsync(string path, RuntimeError error, CancellationToken cancellationToken) =>
        PostAsync(
            path,
            JsonSerializer.SerializeToUtf8Bytes(error, RuntimeJson.Default.RuntimeError),
            $"Function.{error.ErrorType}",
            cancellationToken
        );

    async Task PostAsync(string path, ReadOnlyMemory<byte> json, string? errorType, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ReadOnlyMemoryContent(json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (errorType is not null)
            request.Headers.Add(ErrorTypeHeader, errorType);
        using var response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            throw new RuntimeException($"The Runtime API did not respond: {exception.Message}", exception);
        }
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw new RuntimeException($"The Runtime API refused '{request.RequestUri}' with status {(int)response.StatusCode}.");
    }

    static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
