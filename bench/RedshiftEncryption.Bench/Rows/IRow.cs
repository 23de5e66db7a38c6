using RedshiftEncryption.Bench.Reporting;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>Represents one comparison of the table, with the servers and files that it needs.</summary>
internal interface IRow
{
    /// <summary>Gets the name by which the row is selected.</summary>
    string Name { get; }

    /// <summary>Measures the row.</summary>
    Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings);
}
