using System.Diagnostics;

namespace RedshiftEncryption.Bench.Measuring;

/// <summary>Measures one piece of work, with nothing left over from the one before.</summary>
internal static class Meter
{
    /// <summary>The server, too, has something to finish and to collect.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task<Cost> MeasureAsync(Func<Task> work)
    {
        await SettleAsync();
        var processor = ProcessorTime();
        var started = Stopwatch.GetTimestamp();
        await work();
        return new Cost(Stopwatch.GetElapsedTime(started).TotalSeconds, (ProcessorTime() - processor).TotalSeconds);
    }

    /// <summary>Collects garbage and lets everybody come to rest.</summary>
    public static async Task SettleAsync()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        await Task.Delay(Pause);
    }

    static TimeSpan ProcessorTime()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
