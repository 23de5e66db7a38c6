using RedshiftEncryption.Bench.Reporting;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>One comparison of the table, with what it needs of servers and files.</summary>
internal interface IRow
{
    /// <summary>What it is chosen by.</summary>
    string Name { get; }

    /// <summary>Measures it.</summary>
    Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings);
}
