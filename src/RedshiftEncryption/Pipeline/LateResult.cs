namespace RedshiftEncryption.Pipeline;

/// <summary>Disposes of the result of work whose caller has stopped waiting, such as a key or a connection.</summary>
internal static class LateResult
{
    public static void Dispose<T>(Task<T> work) =>
        _ = work.ContinueWith(
            static late => (late.Result as IDisposable)?.Dispose(),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion,
            TaskScheduler.Default
        );
}
