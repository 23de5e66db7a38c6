using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Pipeline;

/// <summary>
/// The progress of a command: one bar for the command, and one below it for each large file. Its tasks count, and the
/// pipeline's thread shows the bars.
/// </summary>
internal sealed class CommandProgress(string activity)
{
    /// <summary>At most ten updates a second.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>The minimum length of a file with its own bar, in bytes. A smaller one ends before its name could be read.</summary>
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

    /// <summary>Whether all items have been received, so that the remaining time can be estimated.</summary>
    public bool IsTotalKnown { get; set; }

    /// <summary>What the command's only item is doing, in place of counts; null for counts.</summary>
    public string? State { get; set; }

    /// <summary>Returns whether the bars are due for an update. On the pipeline's thread.</summary>
    public bool IsDue()
    {
        if (elapsed.Elapsed - lastShown < Interval)
            return false;
        lastShown = elapsed.Elapsed;
        return true;
    }

    /// <summary>Registers an item. Its task disposes the progress when the item is done.</summary>
    /// <param name="name">The item's name.</param>
    /// <param name="length">Its length in bytes, or 0 if unknown.</param>
    public FileProgress Begin(string name, long length)
    {
        var file = new FileProgress(this, ActivityId + Interlocked.Increment(ref itemsSeen), VisibleText.Of(name), length);
        Interlocked.Add(ref bytesExpected, length);
        if (length >= LargeLength)
            large[file.Id] = file;
        return file;
    }

    /// <summary>Returns the bars to show. On the pipeline's thread.</summary>
    public IEnumerable<ProgressRecord> Snapshot()
    {
        if (State is { } state)
        {
            shown.Add(ActivityId);
            yield return new ProgressRecord(
                ActivityId,
                activity,
                string.Format(CultureInfo.CurrentCulture, "{0}, {1:hh\\:mm\\:ss}", state, elapsed.Elapsed)
            );
            yield break;
        }
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

    /// <summary>Returns the records that remove the bars. On the pipeline's thread.</summary>
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
