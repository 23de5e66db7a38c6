namespace RedshiftEncryption.Storage.Retries;

/// <summary>Provides the time and the random numbers for retries. Thread-safe.</summary>
internal interface IRetryClock
{
    /// <summary>Gets the elapsed time, which never decreases.</summary>
    TimeSpan Now { get; }

    /// <summary>Returns a random number from 0 to less than 1.</summary>
    double NextRandom();

    Task DelayAsync(TimeSpan time, CancellationToken cancellationToken);
}
