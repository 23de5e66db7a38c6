using System.Globalization;

namespace RedshiftEncryption.Redshift.Execution;

/// <summary>Explains in words why a run failed.</summary>
internal static class RunFailure
{
    /// <param name="state">The run, which failed or was canceled.</param>
    /// <param name="result">What is known about it.</param>
    /// <param name="request">How it was followed.</param>
    public static StatementRunException Of(StatementState state, CopyResult result, FollowRequest request)
    {
        var (fault, reason) = Explain(state, result);
        var joined = request.JoinedFromUtc is { } begun
            ? $" The same request had started it at {begun.ToString("u", CultureInfo.InvariantCulture)}, and it was not run again."
            : "";
        return new StatementRunException(fault, reason + joined, result);
    }

    static (StatementRunFault Fault, string Reason) Explain(StatementState state, CopyResult result)
    {
        if (state.Status == StatementStatus.Aborted)
            return (StatementRunFault.StatementCanceled, $"The run {state.Id} was canceled. Nothing was committed.");
        var failed = state.Statements.FirstOrDefault(static one => one.Status == StatementStatus.Failed) ?? state;
        if (RowCountCheck.ExpectedBy(failed.Text) is { } expected)
            return (StatementRunFault.RowCountDiffers, RowCount(expected, result.LoadedRows));
        var isMain = ReferenceEquals(RunOutcome.Main(state), failed);
        // Rows that MAXERROR let pass are not why another statement failed.
        if (isMain && result.Errors.Count > 0)
            return (StatementRunFault.LoadFailed, Load(result));
        var error = failed.Error ?? state.Error ?? "the service gives no reason.";
        return (
            StatementRunFault.StatementFailed,
            isMain ? $"{result.Command} failed: {error}" : $"A statement of the run failed, and nothing was committed: {error}"
        );
    }

    static string RowCount(long expected, long? loaded) =>
        string.Format(
            CultureInfo.CurrentCulture,
            loaded is null
                ? "COPY did not load {0} rows. The transaction was rolled back, and nothing was committed."
                : "COPY loaded {1} rows instead of {0}. The transaction was rolled back, and nothing was committed.",
            expected,
            loaded
        );

    static string Load(CopyResult result)
    {
        var more = Math.Max(result.ErrorCount ?? 0, result.Errors.Count) - 1;
        var others = more > 0 ? $" {more.ToString(CultureInfo.CurrentCulture)} more in Errors of the error's target object." : "";
        var first = result.Errors[0].ToString().TrimEnd('.');
        return $"COPY failed, and nothing was committed. {first}.{others}";
    }
}
