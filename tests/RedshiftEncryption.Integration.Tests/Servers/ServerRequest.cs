namespace RedshiftEncryption.Integration.Servers;

/// <summary>A request that LocalS3 has received.</summary>
internal sealed record ServerRequest(string Operation, string Target, int? Status);
