using System.Globalization;

namespace RedshiftEncryption.Bench.Uploads;

/// <summary>One upload in a process of its own, which tells how much memory it added at its peak.</summary>
internal static class PeakMemoryUpload
{
    public const string Command = "peak-memory";

    const string Status = "/proc/self/status";
    const int KiB = 1024;

    /// <summary>Uploads with the credentials of the environment.</summary>
    /// <returns>The peak over idle, in bytes.</returns>
    public static async Task<long> RunAsync(string path, string endpoint)
    {
        using var store = await S3.S3ObjectStore.OpenAsync(new ConnectionRequest { EndpointUrl = endpoint }, CancellationToken.None);
        using var rootKey = RootKey.Create();
        var upload = new OurUpload(store, path, rootKey);
        // Starting may have taken more than what is left of it: the peak begins here.
        await File.WriteAllTextAsync("/proc/self/clear_refs", "5");
        var idle = Read("VmRSS:");
        await upload.RunAsync();
        return Read("VmHWM:") - idle;
    }

    static long Read(string field)
    {
        var line = File.ReadLines(Status).First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * KiB;
    }
}
