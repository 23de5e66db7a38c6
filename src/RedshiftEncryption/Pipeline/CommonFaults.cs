using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Pipeline;

/// <summary>Recognizes faults that every further item of a command would also have. On the pipeline's thread.</summary>
internal sealed class CommonFaults
{
    /// <summary>The number of items that must be denied in a row: a policy may deny some keys and allow others.</summary>
    const int StreakLength = 10;

    bool hasAnswered;
    int streak;

    /// <summary>Records that an item or a page of a listing has succeeded.</summary>
    public void Succeeded()
    {
        hasAnswered = true;
        streak = 0;
    }

    /// <summary>Returns whether the fault of an item affects the whole command.</summary>
    public bool IsCommon(ObjectStoreException refused)
    {
        hasAnswered |= refused.Fault != ObjectStoreFault.Unavailable;
        return refused.Scope switch
        {
            FaultScope.Command => true,
            FaultScope.Endpoint => !hasAnswered,
            FaultScope.Streak => ++streak >= StreakLength,
            _ => false,
        };
    }
}
