namespace RedshiftEncryption.Lambda.Runtime;

/// <summary>Represents an event that AWS Lambda has sent.</summary>
/// <param name="RequestId">The ID of the request, which the response names.</param>
/// <param name="Deadline">When AWS Lambda ends the process if there is no response.</param>
/// <param name="Event">The event: JSON in UTF-8.</param>
internal sealed record Invocation(string RequestId, DateTimeOffset Deadline, ReadOnlyMemory<byte> Event);
