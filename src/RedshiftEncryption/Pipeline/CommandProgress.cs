using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Pipeline;

/// <summary>
/// How far a command has come: one bar for the command and one under it for each large file. Counted by its tasks, shown by
/// the pipeline's thread.
/// </summary>
internal sealed class CommandProgress(string activity)
{
    /// <summary>At most ten updates a second.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>A smaller file is done before anybody could read its name, in bytes.</summary>
    const long LargeLength = 64 * 1024 * 1024;

    const int ActivityId = 0x5233;
    const double MiB = 1024 * 1024;

    readonly Stopwatch elapsed = Stopwatch.StartNew();
    readonly ConcurrentDictionary<int, FileProgress> large = new();
    readonly HashSet<int> shown = [];
    TimeSpan lastShown;
    long bytesExpected;
    long bytesDone;
    int itemsSeen;
    int itemsDone;

    /// <summary>Whether all items have come in, so that the time left can be told.</summary>
    public bool IsTotalKnown { get; set; }

    /// <summary>Whether it is time to show it again; on the pipeline's thread.</summary>
    public bool IsDue()
    {
        if (elapsed.Elapsed - lastShown < Interval)
            return false;
        lastShown = elapsed.Elapsed;
        return true;
    }

    /// <summary>An item has come in; whoever works on it disposes of its progress when it is done.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="length">In bytes, as far as it is known.</param>
    public FileProgress Begin(string name, long length)
    {
        var file = new FileProgress(this, ActivityId + Interlocked.Increment(ref itemsSeen), VisibleText.Of(name), length);
        Interlocked.Add(ref bytesExpected, length);
        if (length >= LargeLength)
            large[file.Id] = file;
        return file;
    }

    /// <summary>What to show now; on the pipeline's thread.</summary>
    public IEnumerable<ProgressRecord> Snapshot()
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
            rate / MiB
        );
        shown.Add(ActivityId);
        yield return new ProgressRecord(ActivityId, activity, status)
        {
            PercentComplete = Percent(done, expected),
            SecondsRemaining = IsTotalKnown && rate > 0 ? (int)Math.Min(int.MaxValue, Math.Max(0, (expected - done) / rate)) : -1,
        };
        foreach (var file in large.Values.Where(static file => file.Done > 0))
        {
            shown.Add(file.Id);
            yield return new ProgressRecord(
                file.Id,
                file.Name,
                string.Format(CultureInfo.CurrentCulture, "{0:N1} of {1:N1} MiB", file.Done / MiB, file.Length / MiB)
            )
            {
                ParentActivityId = ActivityId,
                PercentComplete = Percent(file.Done, file.Length),
            };
        }
        foreach (var id in shown.Where(id => id != ActivityId && !large.ContainsKey(id)).ToList())
            yield return Completed(id);
    }

    /// <summary>Takes away what is shown; on the pipeline's thread.</summary>
    public IEnumerable<ProgressRecord> Completed() => shown.OrderByDescending(static id => id).ToList().Select(Completed);

    internal void Add(long bytes) => Interlocked.Add(ref bytesDone, bytes);

    internal void End(FileProgress file)
    {
        large.TryRemove(file.Id, out _);
        Interlocked.Increment(ref itemsDone);
    }

    static int Percent(long done, long expected) => expected > 0 ? (int)Math.Min(100, done * 100 / expected) : 0;

    ProgressRecord Completed(int id)
    {
        shown.Remove(id);
        return new ProgressRecord(id, activity, " ") { RecordType = ProgressRecordType.Completed };
    }
}
