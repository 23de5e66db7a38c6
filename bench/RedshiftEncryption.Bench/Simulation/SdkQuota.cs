namespace RedshiftEncryption.Bench.Simulation;

/// <summary>Contains the tokens with which the AWS SDK limits the retries of a process. Not thread-safe.</summary>
internal sealed class SdkQuota
{
    public const int RetryCost = 5;

    const int Capacity = 500;
    const int Refund = 1;

    int tokens = Capacity;

    public bool TryTake()
    {
        if (tokens < RetryCost)
            return false;
        tokens -= RetryCost;
        return true;
    }

    /// <summary>Records a success, which returns the cost of its last retry, or one token if it needed none.</summary>
    public void Return(bool wasRetried) => tokens = Math.Min(Capacity, tokens + (wasRetried ? RetryCost : Refund));
}
