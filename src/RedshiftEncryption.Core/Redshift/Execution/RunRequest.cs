namespace RedshiftEncryption.Redshift.Execution;

/// <summary>Specifies a COPY or UNLOAD statement to run, and what runs with it in one transaction.</summary>
/// <param name="Target">The database.</param>
/// <param name="Statement">The statement, which holds no secret.</param>
internal sealed record RunRequest(RedshiftTarget Target, string Statement)
{
    /// <summary>Gets the SQL that runs before the statement.</summary>
    public IReadOnlyList<string> Before { get; init; } = [];

    /// <summary>Gets the SQL that runs after the statement.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>Gets the number of rows that COPY must load, or else nothing is committed; null for no check.</summary>
    public long? ExpectedRows { get; init; }

    /// <summary>Gets the user's name for the run; null for none.</summary>
    public string? RunName { get; init; }
}
