using System.Globalization;
using System.Runtime.InteropServices;

namespace RedshiftEncryption.Bench.Reporting;

/// <summary>
/// Measures the processor time that other processes used while a row ran: all busy time except that of this process and its
/// finished children. A ratio tolerates only a little of it.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct ProcessorShare
{
    const string WholeMachine = "/proc/stat";

    readonly (long Total, long Busy, long Own) begin;

    ProcessorShare((long Total, long Busy, long Own) begin) => this.begin = begin;

    public static ProcessorShare Begin() => new(Read());

    /// <returns>The share from 0 to 1; 0 if the system does not report it.</returns>
    public double OfOthers()
    {
        var end = Read();
        var total = end.Total - begin.Total;
        return total <= 0 ? 0 : Math.Max(0, end.Busy - begin.Busy - (end.Own - begin.Own)) / (double)total;
    }

    static (long Total, long Busy, long Own) Read()
    {
        if (!File.Exists(WholeMachine))
            return default;
        // user nice system idle iowait irq softirq steal; in ticks, like those of the process.
        var all = Numbers(File.ReadLines(WholeMachine).First()).Take(8).ToList();
        var total = all.Sum();
        // After the name in parentheses: state and ten fields, then utime stime cutime cstime.
        var own = File.ReadAllText("/proc/self/stat");
        return (total, total - all[3] - all[4], Numbers(own[(own.LastIndexOf(')') + 1)..]).Skip(10).Take(4).Sum());
    }

    static IEnumerable<long> Numbers(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(static word => long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            .Select(static word => long.Parse(word, CultureInfo.InvariantCulture));
}
