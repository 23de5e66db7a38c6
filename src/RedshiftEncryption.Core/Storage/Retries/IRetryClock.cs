namespace RedshiftEncryption.Storage.Retries;

/// <summary>The time and the chance that retries depend on. Thread-safe.</summary>
internal interface IRetryClock
{
    /// <summary>Never goes back.</summary>
    TimeSpan Now { get; }

    /// <summary>From 0 to less than 1.</summary>
    double NextRandom();

    Task DelayAsync(TimeSpan time, CancellationToken cancellationToken);
}
