using RedshiftEncryption.Bench.Measuring;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Bench.Uploads;

/// <summary>Runs one upload in its own process, which reports how much memory it added at its peak.</summary>
internal static class PeakMemoryUpload
{
    public const string Command = "peak-memory";

    /// <summary>Uploads with the credentials of the environment.</summary>
    /// <returns>The peak above idle, in bytes.</returns>
    public static async Task<long> RunAsync(string path, string endpoint)
    {
        using var store = await Aws.S3.S3ObjectStore.OpenAsync(new ConnectionRequest { EndpointUrl = endpoint }, CancellationToken.None);
        using var rootKey = RootKey.Create();
        return await PeakMemory.MeasureAsync(new OurUpload(store, path, rootKey).RunAsync);
    }
}
