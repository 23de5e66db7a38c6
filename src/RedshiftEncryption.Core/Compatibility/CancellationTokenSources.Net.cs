namespace RedshiftEncryption.Compatibility;

/// <summary>Cancels without running the callbacks on the caller's thread, if the runtime supports it.</summary>
internal static class CancellationTokenSources
{
    public static Task CancelAsync(CancellationTokenSource source) => source.CancelAsync();
}
