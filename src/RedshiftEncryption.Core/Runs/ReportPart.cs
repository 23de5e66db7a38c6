namespace RedshiftEncryption.Runs;

/// <summary>Represents a part of a shard's report that was written.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="ETag">The ETag of the object; null if the server did not send it.</param>
internal sealed record ReportPart(int Rows, string? ETag);
