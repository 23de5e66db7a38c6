namespace RedshiftEncryption.Bench.Servers;

/// <summary>Represents a request in the log of LocalS3.</summary>
/// <param name="Operation">The name of the operation in S3.</param>
/// <param name="Target">The path and the query.</param>
/// <param name="Milliseconds">The time of arrival; only differences have a meaning.</param>
/// <param name="Status">The status of the response; null if there was none.</param>
internal sealed record ReceivedRequest(string Operation, string Target, double Milliseconds, int? Status);
