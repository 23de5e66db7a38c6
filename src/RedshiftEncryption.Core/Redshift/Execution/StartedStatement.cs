namespace RedshiftEncryption.Redshift.Execution;

/// <summary>Represents the response to the start of a statement or batch.</summary>
/// <param name="Id">The service's identifier.</param>
/// <param name="CreatedUtc">When the service accepted it, by the service's clock. A repeated request does not change it.</param>
/// <param name="AnsweredUtc">When the service sent the response, by the same clock; null if the response does not say.</param>
internal sealed record StartedStatement(string Id, DateTime CreatedUtc, DateTime? AnsweredUtc);
