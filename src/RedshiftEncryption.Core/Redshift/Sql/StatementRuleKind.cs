namespace RedshiftEncryption.Redshift.Sql;

/// <summary>What a <see cref="StatementRule"/> says of its subject and the others.</summary>
internal enum StatementRuleKind
{
    /// <summary>None of the others may be there.</summary>
    Excludes,

    /// <summary>One of the others must be there.</summary>
    Needs,

    /// <summary>Only the others may be there.</summary>
    TakesOnly,
}
