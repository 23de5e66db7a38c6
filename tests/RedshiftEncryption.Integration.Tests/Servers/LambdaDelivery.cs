namespace RedshiftEncryption.Integration.Servers;

/// <summary>An event on its way to a process.</summary>
/// <param name="Id">The ID of the request.</param>
/// <param name="Json">The event.</param>
/// <param name="TimeLimit">The time from the delivery to the deadline.</param>
internal sealed record LambdaDelivery(string Id, string Json, TimeSpan TimeLimit)
{
    /// <summary>Gets the source of the response.</summary>
    public TaskCompletionSource<LambdaReply> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
