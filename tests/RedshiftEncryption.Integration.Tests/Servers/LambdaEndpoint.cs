using System.Net;
using System.Text;

namespace RedshiftEncryption.Integration.Servers;

/// <summary>A stub of AWS Lambda's Runtime API for one process, which has one event at a time.</summary>
internal sealed class LambdaEndpoint : IAsyncDisposable
{
    const string Root = "/2018-06-01/runtime/";

    readonly LambdaRuntime runtime;
    readonly HttpListener listener;
    readonly CancellationTokenSource stopping = new();
    readonly Task serving;
    LambdaDelivery? current;

    LambdaEndpoint(LambdaRuntime runtime, HttpListener listener, string address)
    {
        this.runtime = runtime;
        this.listener = listener;
        Address = address;
        serving = Task.Run(ServeAllAsync);
    }

    /// <summary>Gets the value of <c>AWS_LAMBDA_RUNTIME_API</c>.</summary>
    public string Address { get; }

    public static LambdaEndpoint Open(LambdaRuntime runtime)
    {
        while (true)
        {
            var address = $"127.0.0.1:{LocalPort.Free()}";
            var candidate = new HttpListener();
            candidate.Prefixes.Add($"http://{address}/");
            try
            {
                candidate.Start();
                return new LambdaEndpoint(runtime, candidate, address);
            }
            catch (HttpListenerException)
            {
                // Another process has taken the port meanwhile.
                candidate.Close();
            }
        }
    }

    /// <summary>Hands out no further event. Those that other processes of the runtime ask for are not affected.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await serving;
        listener.Close();
        stopping.Dispose();
    }

    async Task ServeAllAsync()
    {
        try
        {
            // One request at a time: the process waits for each response.
            while (!stopping.IsCancellationRequested)
                await ServeAsync(await listener.GetContextAsync());
        }
        catch (Exception exception)
            when (stopping.IsCancellationRequested
                && exception is HttpListenerException or ObjectDisposedException or InvalidOperationException or OperationCanceledException
            )
        {
            // The test is over, or the process is ended.
        }
    }

    async Task ServeAsync(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        var steps = path.StartsWith(Root, StringComparison.Ordinal) ? path[Root.Length..].Split('/') : [];
        switch (context.Request.HttpMethod, steps)
        {
            case ("GET", ["invocation", "next"]):
                await DeliverAsync(context);
                break;
            case ("POST", ["invocation", var id, "response" or "error"]) when string.Equals(id, current?.Id, StringComparison.Ordinal):
                var delivery = current!;
                current = null;
                delivery.Reply.SetResult(await ReadAsync(context, isError: steps[2] is "error"));
                break;
            case ("POST", ["init", "error"]):
                runtime.FailInitialization(await ReadAsync(context, isError: true));
                break;
            default:
                context.Response.StatusCode = 404;
                context.Response.Close();
                break;
        }
    }

    async Task DeliverAsync(HttpListenerContext context)
    {
        try
        {
            current = await runtime.NextAsync(stopping.Token);
        }
        catch (OperationCanceledException)
        {
            context.Response.Abort();
            throw;
        }
        var response = context.Response;
        response.Headers["Lambda-Runtime-Aws-Request-Id"] = current.Id;
        response.Headers["Lambda-Runtime-Deadline-Ms"] = $"{DateTimeOffset.UtcNow.Add(current.TimeLimit).ToUnixTimeMilliseconds()}";
        response.Headers["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:us-east-1:111122223333:function:test";
        response.ContentType = "application/json";
        response.Close(Encoding.UTF8.GetBytes(current.Json), willBlock: false);
    }

    async Task<LambdaReply> ReadAsync(HttpListenerContext context, bool isError)
    {
        using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(stopping.Token);
        runtime.Received.Add(text);
        context.Response.StatusCode = 202;
        context.Response.Close();
        return new LambdaReply(isError, context.Request.Headers["Lambda-Runtime-Function-Error-Type"], text);
    }
}
