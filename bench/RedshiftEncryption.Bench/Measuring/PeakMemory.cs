using System.Globalization;

namespace RedshiftEncryption.Bench.Measuring;

/// <summary>Measures how much memory some work adds to this process at its peak.</summary>
internal static class PeakMemory
{
    const string Status = "/proc/self/status";
    const int KiB = 1024;

    /// <returns>The peak above idle, in bytes.</returns>
    public static async Task<long> MeasureAsync(Func<Task> work)
    {
        // The start may have used more memory than remains in use: reset the peak here.
        await File.WriteAllTextAsync("/proc/self/clear_refs", "5");
        var idle = Read("VmRSS:");
        await work();
        return Read("VmHWM:") - idle;
    }

    static long Read(string field)
    {
        var line = File.ReadLines(Status).First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * KiB;
    }
}
