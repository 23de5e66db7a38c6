namespace RedshiftEncryption.Compatibility;

/// <summary>Cancelling without running the callbacks on the caller's thread, where the runtime can.</summary>
internal static class CancellationTokenSources
{
    public static Task CancelAsync(CancellationTokenSource source)
    {
#if NET
        return source.CancelAsync();
#else
        source.Cancel();
        return Task.CompletedTask;
#endif
    }
}
