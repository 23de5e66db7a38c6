using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace RedshiftEncryption.Integration.Servers;

/// <summary>
/// A stub of AWS Lambda's Runtime API. It hands each event to whichever process asks first, and each process one at a time. Unlike
/// AWS Lambda it neither starts nor ends processes, and it enforces no deadline.
/// </summary>
internal sealed class LambdaRuntime : IAsyncDisposable
{
    const string Root = "/2018-06-01/runtime/";

    readonly HttpListener listener;
    readonly Channel<Delivery> events = Channel.CreateUnbounded<Delivery>();
    readonly ConcurrentDictionary<string, Delivery> delivered = new(StringComparer.Ordinal);
    readonly CancellationTokenSource stopping = new();
    readonly TaskCompletionSource<LambdaReply> initError = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Task accepting;

    LambdaRuntime(HttpListener listener, string address)
    {
        this.listener = listener;
        Address = address;
        accepting = AcceptAsync();
    }

    /// <summary>The value of <c>AWS_LAMBDA_RUNTIME_API</c>.</summary>
    public string Address { get; }

    /// <summary>What a process reported that could not start.</summary>
    public Task<LambdaReply> InitError => initError.Task;

    /// <summary>All texts that processes have sent.</summary>
    public ConcurrentBag<string> Received { get; } = [];

    public static LambdaRuntime Start()
    {
        while (true)
        {
            var port = FreePort();
            var candidate = new HttpListener();
            candidate.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                candidate.Start();
                return new LambdaRuntime(candidate, $"127.0.0.1:{port}");
            }
            catch (HttpListenerException)
            {
                // Another process has taken the port meanwhile.
                candidate.Close();
            }
        }
    }

    /// <summary>Sends an event, and waits for the response.</summary>
    /// <param name="json">The event.</param>
    /// <param name="timeLimit">The time from the delivery to the deadline; null for a minute.</param>
    public Task<LambdaReply> InvokeAsync(string json, TimeSpan? timeLimit = null)
    {
        var delivery = new Delivery(Guid.NewGuid().ToString(), json, timeLimit ?? TimeSpan.FromMinutes(1));
        Assert.True(events.Writer.TryWrite(delivery));
        return delivery.Reply.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await accepting;
        listener.Close();
        stopping.Dispose();
    }

    static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await listener.GetContextAsync()));
                serving.RemoveAll(static task => task.IsCompletedSuccessfully);
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            Assert.True(stopping.IsCancellationRequested, exception.Message);
        }
        await Task.WhenAll(serving);
    }

    async Task ServeAsync(HttpListenerContext context)
    {
        try
        {
            var path = context.Request.Url!.AbsolutePath;
            Assert.StartsWith(Root, path, StringComparison.Ordinal);
            string[] steps = path[Root.Length..].Split('/');
            switch (context.Request.HttpMethod, steps)
            {
                case ("GET", ["invocation", "next"]):
                    await DeliverAsync(context);
                    break;
                case ("POST", ["invocation", var id, "response" or "error"]) when delivered.TryRemove(id, out var delivery):
                    delivery.Reply.SetResult(await ReadAsync(context, isError: steps[2] is "error"));
                    break;
                case ("POST", ["init", "error"]):
                    initError.SetResult(await ReadAsync(context, isError: true));
                    break;
                default:
                    context.Response.StatusCode = 404;
                    context.Response.Close();
                    break;
            }
        }
        catch (Exception exception)
            when (exception is OperationCanceledException or HttpListenerException or ObjectDisposedException or IOException)
        {
            // The test or the process has ended.
            context.Response.Abort();
        }
    }

    async Task DeliverAsync(HttpListenerContext context)
    {
        var delivery = await events.Reader.ReadAsync(stopping.Token);
        Assert.True(delivered.TryAdd(delivery.Id, delivery));
        var response = context.Response;
        response.Headers["Lambda-Runtime-Aws-Request-Id"] = delivery.Id;
        response.Headers["Lambda-Runtime-Deadline-Ms"] = $"{DateTimeOffset.UtcNow.Add(delivery.TimeLimit).ToUnixTimeMilliseconds()}";
        response.Headers["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:us-east-1:111122223333:function:test";
        response.ContentType = "application/json";
        response.Close(Encoding.UTF8.GetBytes(delivery.Json), willBlock: false);
    }

    async Task<LambdaReply> ReadAsync(HttpListenerContext context, bool isError)
    {
        using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(stopping.Token);
        Received.Add(text);
        context.Response.StatusCode = 202;
        context.Response.Close();
        return new LambdaReply(isError, context.Request.Headers["Lambda-Runtime-Function-Error-Type"], text);
    }

    sealed record Delivery(string Id, string Json, TimeSpan TimeLimit)
    {
        public TaskCompletionSource<LambdaReply> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
