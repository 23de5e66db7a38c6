using System.Management.Automation;
using RedshiftEncryption.Records;

namespace RedshiftEncryption.Binding;

/// <summary>Adds up the failed items of the commands that processed a command's input.</summary>
internal sealed class UpstreamFailures
{
    readonly HashSet<FailureCounter> counters = [];

    public IReadOnlyList<FailureCounter> Counters => [.. counters];

    /// <summary>The number of items that failed, final at the end of the pipeline.</summary>
    public int Count => counters.Sum(static counter => counter.Count);

    /// <summary>The names of the commands in which items failed.</summary>
    public string Commands =>
        string.Join(" and ", counters.Where(static counter => counter.Count > 0).Select(static counter => counter.CommandName));

    public void Add(PSObject? record) => counters.UnionWith(RecordProperties.FailureCounters(record));
}
