namespace RedshiftEncryption.Compatibility;

/// <summary>Provides random numbers that need not be unpredictable. Thread-safe.</summary>
internal static class SharedRandom
{
#pragma warning disable CA5394 // not for secrets
    /// <summary>Returns a number from 0 to less than 1.</summary>
    public static double NextDouble() => Random.Shared.NextDouble();
#pragma warning restore CA5394
}
