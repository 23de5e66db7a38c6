namespace RedshiftEncryption.Redshift.Sql;

/// <summary>Specifies how a <see cref="StatementRule"/> relates its subject to the other terms.</summary>
internal enum StatementRuleKind
{
    /// <summary>None of the others can be present.</summary>
    Excludes,

    /// <summary>One of the others must be present.</summary>
    Needs,

    /// <summary>Only the others can be present.</summary>
    TakesOnly,
}
