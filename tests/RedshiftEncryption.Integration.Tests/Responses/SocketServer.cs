using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RedshiftEncryption.Integration.Responses;

/// <summary>
/// The scripted server behind a socket, where a response can also be invalid HTTP, stop in the middle, or be followed by
/// data that was not requested.
/// </summary>
internal sealed class SocketServer : IDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly HttpMessageInvoker server;
    readonly CancellationTokenSource stopping = new();
    readonly (int Number, WireMutation Mutation, Random Random)? change;
    int responses;

    /// <param name="server">The server that creates the responses; it has its own changes.</param>
    /// <param name="change">The response of this number, from 0, is changed on the wire.</param>
    public SocketServer(ScriptedServer server, (int Number, WireMutation Mutation, Random Random)? change)
    {
        this.server = new HttpMessageInvoker(server, disposeHandler: false);
        this.change = change;
        listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>The request whose response was changed on the wire, and how; null where none was.</summary>
    public string? ChangedRequest { get; private set; }

    public string Url => $"http://{listener.LocalEndpoint}";

    public void Dispose()
    {
        stopping.Cancel();
        listener.Dispose();
        server.Dispose();
        stopping.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptTcpClientAsync(stopping.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                while (await ReadRequestAsync(stream) is { } request)
                {
                    using (request)
                    {
                        if (!await AnswerAsync(client, stream, request))
                            return;
                    }
                }
            }
            catch (Exception exception)
                when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The client went away.
            }
        }
    }

    /// <returns>Whether the connection goes on.</returns>
    async Task<bool> AnswerAsync(TcpClient client, NetworkStream stream, HttpRequestMessage request)
    {
        var mutation = Interlocked.Increment(ref responses) - 1 == change?.Number ? change?.Mutation : null;
        if (mutation is not null)
            ChangedRequest = $"{request.Method} {request.RequestUri!.PathAndQuery}: {mutation.Name}";
        try
        {
            using var response = await server.SendAsync(request, stopping.Token);
            // Reading the body sets its length.
            var length = response.Content.Headers.ContentLength;
            var body = await response.Content.ReadAsByteArrayAsync(stopping.Token);
            var isEndless = length is null && response.StatusCode is not HttpStatusCode.NoContent && request.Method != HttpMethod.Head;
            var wire = Encoding.UTF8.GetBytes(Head(response, length, isEndless));
            wire = [.. wire, .. body];
            if (mutation is not null)
                wire = mutation.Change(wire, change!.Value.Random);
            await stream.WriteAsync(wire, stopping.Token);
            if (mutation is not { Resets: true })
                return !isEndless && mutation is not { Closes: true };
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            // No response, or one whose body is truncated.
        }
        client.LingerState = new LingerOption(enable: true, seconds: 0);
        return false;
    }

    static string Head(HttpResponseMessage response, long? length, bool isEndless)
    {
        var head = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {(int)response.StatusCode} Status\r\n"));
        foreach (
            var header in response
                .Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
                .Where(static header => !string.Equals(header.Key, "Content-Length", StringComparison.OrdinalIgnoreCase))
        )
        {
            foreach (var value in header.Value)
                head.Append(CultureInfo.InvariantCulture, $"{header.Key}: {value}\r\n");
        }
        if (length is not null)
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n");
        return head.Append(isEndless ? "Connection: close\r\n\r\n" : "\r\n").ToString();
    }

    /// <returns>Null at the connection's end.</returns>
    async Task<HttpRequestMessage?> ReadRequestAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || head[^1] != '\n' || head[^2] != '\r' || head[^3] != '\n')
        {
            if (await stream.ReadAsync(one, stopping.Token) == 0)
                return null;
            head.Add(one[0]);
        }
        var lines = Encoding.UTF8.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var words = lines[0].Split(' ');
        var request = new HttpRequestMessage(new HttpMethod(words[0]), Url + words[1]);
        var headers = lines
            .Skip(1)
            .Select(static line => line.Split(':', 2))
            .Select(static pair => (Name: pair[0], Value: pair[1].Trim()))
            .ToList();
        var length = 0;
        foreach (var (name, value) in headers)
        {
            if (string.Equals(name, "Content-Length", StringComparison.OrdinalIgnoreCase))
                length = int.Parse(value, CultureInfo.InvariantCulture);
            else if (string.Equals(name, "Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
                throw new NotSupportedException("A request without a length.");
        }
        if (headers.Any(static header => string.Equals(header.Name, "Expect", StringComparison.OrdinalIgnoreCase)))
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), stopping.Token);
        var body = new byte[length];
        await stream.ReadExactlyAsync(body, stopping.Token);
        request.Content = new ByteArrayContent(body);
        foreach (var (name, value) in headers.Where(static header => header.Name is not ("Content-Length" or "Host" or "Expect")))
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value);
        }
        return request;
    }
}
