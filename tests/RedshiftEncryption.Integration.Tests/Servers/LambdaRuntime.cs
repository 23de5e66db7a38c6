using System.Collections.Concurrent;
using System.Threading.Channels;

namespace RedshiftEncryption.Integration.Servers;

/// <summary>
/// A stub of AWS Lambda: it hands each event to whichever process asks first, through the process's own
/// <see cref="LambdaEndpoint"/>. Unlike AWS Lambda it starts no process, and it enforces no deadline.
/// </summary>
internal sealed class LambdaRuntime
{
    /// <summary>Longer than all events of a test take: what takes longer is an error.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    readonly Channel<LambdaDelivery> events = Channel.CreateUnbounded<LambdaDelivery>();
    readonly TaskCompletionSource<LambdaReply> initError = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets what the first process reported that could not start.</summary>
    public Task<LambdaReply> InitError => initError.Task;

    /// <summary>Gets all texts that processes have sent.</summary>
    public ConcurrentBag<string> Received { get; } = [];

    /// <summary>Sends an event, and waits for the response.</summary>
    /// <param name="json">The event.</param>
    /// <param name="timeLimit">The time from the delivery to the deadline; null for a minute.</param>
    public async Task<LambdaReply> InvokeAsync(string json, TimeSpan? timeLimit = null)
    {
        var delivery = new LambdaDelivery(Guid.NewGuid().ToString(), json, timeLimit ?? TimeSpan.FromMinutes(1));
        Assert.True(events.Writer.TryWrite(delivery));
        var first = await Task.WhenAny(delivery.Reply.Task, InitError).WaitAsync(Patience, TestContext.Current.CancellationToken);
        var reply = await first;
        Assert.True(first == delivery.Reply.Task, $"The process could not start: {reply.Text}");
        return reply;
    }

    /// <summary>Waits for the next event.</summary>
    public ValueTask<LambdaDelivery> NextAsync(CancellationToken cancellationToken) => events.Reader.ReadAsync(cancellationToken);

    /// <summary>Takes the report of a process that cannot start.</summary>
    public void FailInitialization(LambdaReply error) => initError.SetResult(error);
}
