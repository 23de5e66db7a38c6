namespace RedshiftEncryption.Storage.Retries;

/// <summary>Specifies how long a request is retried while the server is unavailable.</summary>
/// <param name="Timeout">The time from the first failure; null if only the attempts are limited.</param>
/// <param name="MaximumAttempts">The number of attempts including the first one; null if only the time is limited.</param>
internal sealed record RetryLimits(TimeSpan? Timeout, int? MaximumAttempts)
{
    /// <summary>
    /// Gets the default, which is long enough for a server to restart, or for S3 to add capacity to a busy prefix.
    /// </summary>
    public static RetryLimits Default { get; } = new(TimeSpan.FromMinutes(2), MaximumAttempts: null);
}
