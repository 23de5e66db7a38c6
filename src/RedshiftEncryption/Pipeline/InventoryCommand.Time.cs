using System.Globalization;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Runs;

namespace RedshiftEncryption.Pipeline;

/// <content>The time at which a command ends.</content>
public abstract partial class InventoryCommand
{
    /// <summary>The longest delay that a timer supports.</summary>
    static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(int.MaxValue);

    readonly CancellationTokenSource timeUp = new();
    int leftCount;

    /// <summary>
    /// Ends the command after this TimeSpan, or at this time. No object is started then, and those in progress are canceled without
    /// a trace. What is left is counted, and recorded in the report of a run.
    /// </summary>
    public abstract DateTime? StopAfter { get; set; }

    /// <summary>Gets whether the command ends because of -StopAfter.</summary>
    private protected bool IsTimeUp => timeUp.IsCancellationRequested;

    /// <summary>Counts an object that -StopAfter leaves, and records that.</summary>
    private protected virtual void Leave(ObjectItem item)
    {
        leftCount++;
        Failures.Increment();
        Record(item, new ItemResult(RunOutcome.Left));
    }

    void ReadStopAfter()
    {
        if (StopAfter is not { } time)
            return;
        var left = time.ToUniversalTime() - DateTime.UtcNow;
        if (left <= TimeSpan.Zero)
            timeUp.Cancel();
        else if (left < LongestDelay)
            timeUp.CancelAfter(left);
    }

    /// <summary>Runs work that -StopAfter cancels.</summary>
    async Task<(bool IsInTime, T? Result)> RunInTimeAsync<T>(
        Func<FileProgress, CancellationToken, Task<T>> work,
        FileProgress progress,
        CancellationToken cancellationToken
    )
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeUp.Token);
        try
        {
            return (IsInTime: true, await work(progress, either.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (IsTimeUp && !cancellationToken.IsCancellationRequested)
        {
            return (IsInTime: false, default);
        }
    }

    /// <summary>Warns that -StopAfter has ended the command.</summary>
    void WarnOfTime()
    {
        if (!IsTimeUp || (leftCount == 0 && HasReadAll))
            return;
        Failures.Increment();
        WriteWarning(
            string.Format(
                CultureInfo.CurrentCulture,
                HasReadAll
                    ? "-StopAfter ended the command. {0:N0} {1} left."
                    : "-StopAfter ended the command. {0:N0} {1} left, and what had not been read yet.",
                leftCount,
                leftCount == 1 ? "object is" : "objects are"
            )
        );
    }
}
