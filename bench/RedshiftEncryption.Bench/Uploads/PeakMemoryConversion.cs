using RedshiftEncryption.Bench.Measuring;
using RedshiftEncryption.Bench.Servers;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Bench.Uploads;

/// <summary>Runs one conversion in its own process, which reports how much memory it added at its peak.</summary>
internal static class PeakMemoryConversion
{
    public const string Command = "peak-memory-of-conversion";

    /// <summary>Converts with the credentials of the environment.</summary>
    /// <returns>The peak above idle, in bytes.</returns>
    public static async Task<long> RunAsync(string keyPath, string endpoint)
    {
        using var store = await new Connection(
            endpoint,
            Environment.GetEnvironmentVariable(Connection.AccessKeyIdVariable)!,
            Environment.GetEnvironmentVariable(Connection.SecretAccessKeyVariable)!
        ).OpenAsAwsAsync();
        using var rootKey = RootKeyFile.Read(keyPath);
        return await PeakMemory.MeasureAsync(new OurConversion(store, rootKey).RunAsync);
    }
}
