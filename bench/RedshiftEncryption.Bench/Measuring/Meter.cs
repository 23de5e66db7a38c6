using System.Diagnostics;

namespace RedshiftEncryption.Bench.Measuring;

/// <summary>Measures one piece of work, after the previous one has settled.</summary>
internal static class Meter
{
    /// <summary>The pause in which the server finishes its work and collects garbage.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task<Cost> MeasureAsync(Func<Task> work)
    {
        await SettleAsync();
        var processor = ProcessorTime();
        var started = Stopwatch.GetTimestamp();
        await work();
        return new Cost(Stopwatch.GetElapsedTime(started).TotalSeconds, (ProcessorTime() - processor).TotalSeconds);
    }

    /// <summary>Collects garbage and waits until both processes are idle.</summary>
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
