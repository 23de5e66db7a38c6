namespace RedshiftEncryption.Redshift.Execution;

/// <summary>Represents SQL statements that a service runs in one transaction.</summary>
/// <param name="Target">The database.</param>
/// <param name="Statements">The statements, in order.</param>
/// <param name="Name">The name under which the service lists the run; null for none.</param>
/// <param name="ClientToken">
/// Identifies the run: a second request with the same token, within eight hours, starts nothing.
/// </param>
internal sealed record StatementBatch(RedshiftTarget Target, IReadOnlyList<string> Statements, string? Name, string ClientToken)
{
    /// <summary>The maximum number of statements.</summary>
    public const int MaximumCount = 40;

    /// <summary>The maximum length of all statements together, in bytes of UTF-8.</summary>
    public const int MaximumLength = 100 * 1024;
}
