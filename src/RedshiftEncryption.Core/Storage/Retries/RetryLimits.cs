namespace RedshiftEncryption.Storage.Retries;

/// <summary>How long a request that fails for want of a server is repeated.</summary>
/// <param name="Timeout">From its first failure; null where the attempts alone are limited.</param>
/// <param name="MaximumAttempts">The first one included; null where the time alone is limited.</param>
internal sealed record RetryLimits(TimeSpan? Timeout, int? MaximumAttempts)
{
    /// <summary>Long enough for a server's restart, and for S3 to add capacity to a busy prefix.</summary>
    public static RetryLimits Default { get; } = new(TimeSpan.FromMinutes(2), MaximumAttempts: null);
}
