using System.Globalization;

namespace RedshiftEncryption.Bench.Measuring;

/// <summary>How much memory a piece of work adds to this process at its peak.</summary>
internal static class PeakMemory
{
    const string Status = "/proc/self/status";
    const int KiB = 1024;

    /// <returns>The peak over idle, in bytes.</returns>
    public static async Task<long> MeasureAsync(Func<Task> work)
    {
        // Starting may have taken more than what is left of it: the peak begins here.
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
