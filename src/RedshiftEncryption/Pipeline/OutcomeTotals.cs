using System.Globalization;

namespace RedshiftEncryption.Pipeline;

/// <summary>Counts the objects and bytes of a command by outcome. On the pipeline's thread.</summary>
internal sealed class OutcomeTotals
{
    readonly Dictionary<string, (int Count, long Bytes)> totals = new(StringComparer.Ordinal);

    /// <param name="outcome">Words that follow a number, or an error ID.</param>
    /// <param name="bytes">The object's length; 0 where it is not relevant.</param>
    public void Add(string outcome, long bytes = 0)
    {
        var (count, sum) = totals.TryGetValue(outcome, out var known) ? known : default;
        totals[outcome] = (count + 1, sum + bytes);
    }

    /// <summary>Returns all outcomes in ordinal order of their names.</summary>
    public override string ToString()
    {
        var count = totals.Values.Sum(static total => total.Count);
        var outcomes = totals
            .OrderBy(static total => total.Key, StringComparer.Ordinal)
            .Select(static total =>
                total.Value.Bytes > 0
                    ? string.Format(
                        CultureInfo.CurrentCulture,
                        "{0:N0} {1} ({2:N0} bytes)",
                        total.Value.Count,
                        total.Key,
                        total.Value.Bytes
                    )
                    : string.Format(CultureInfo.CurrentCulture, "{0:N0} {1}", total.Value.Count, total.Key)
            );
        var all = string.Format(CultureInfo.CurrentCulture, "{0:N0} {1}", count, count == 1 ? "object" : "objects");
        return count == 0 ? all : $"{all}: {string.Join(", ", outcomes)}";
    }
}
