using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace RedshiftEncryption.Pipeline;

/// <summary>How far a command has come: counted by its tasks, shown by the pipeline's thread.</summary>
internal sealed class CommandProgress(string activity) : IProgress<long>
{
    const int ActivityId = 0x5233;
    const double MiB = 1024 * 1024;

    /// <summary>At most ten updates a second.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    readonly Stopwatch elapsed = Stopwatch.StartNew();
    TimeSpan lastShown;
    long bytesExpected;
    long bytesDone;
    int itemsSeen;
    int itemsDone;

    public bool WasShown => lastShown > TimeSpan.Zero;

    /// <summary>Whether it is time to show it again; on the pipeline's thread.</summary>
    public bool IsDue()
    {
        if (elapsed.Elapsed - lastShown < Interval)
            return false;
        lastShown = elapsed.Elapsed;
        return true;
    }

    /// <summary>An item has come in.</summary>
    /// <param name="length">In bytes, as far as it is known.</param>
    public void Expect(long length)
    {
        Interlocked.Increment(ref itemsSeen);
        Interlocked.Add(ref bytesExpected, length);
    }

    public void ItemDone() => Interlocked.Increment(ref itemsDone);

    /// <param name="value">Bytes that have been moved since the last report.</param>
    public void Report(long value) => Interlocked.Add(ref bytesDone, value);

    public ProgressRecord Snapshot()
    {
        var (expected, done) = (Interlocked.Read(ref bytesExpected), Interlocked.Read(ref bytesDone));
        var seconds = elapsed.Elapsed.TotalSeconds;
        var rate = seconds > 0 ? done / seconds : 0;
        var status = string.Format(
            CultureInfo.CurrentCulture,
            "{0:N0} of {1:N0} files, {2:N1} of {3:N1} MiB, {4:N1} MiB/s",
            Volatile.Read(ref itemsDone),
            Volatile.Read(ref itemsSeen),
            done / MiB,
            expected / MiB,
            rate / MiB);
        return new ProgressRecord(ActivityId, activity, status)
        {
            PercentComplete = expected > 0 ? (int)Math.Min(100, done * 100 / expected) : 0,
            SecondsRemaining = rate > 0 ? (int)Math.Min(int.MaxValue, Math.Max(0, (expected - done) / rate)) : -1,
        };
    }

    public ProgressRecord Completed() => new(ActivityId, activity, " ") { RecordType = ProgressRecordType.Completed };
}
