namespace RedshiftEncryption.Compatibility;

/// <summary>Cancels. .NET Framework runs the callbacks on the caller's thread.</summary>
internal static class CancellationTokenSources
{
    public static Task CancelAsync(CancellationTokenSource source)
    {
        source.Cancel();
        return Task.CompletedTask;
    }
}
