namespace RedshiftEncryption.Redshift.Execution;

/// <summary>Specifies how far a statement or batch is, in the words of the Redshift Data API.</summary>
internal enum StatementStatus
{
    Submitted,
    Picked,
    Started,
    Finished,
    Failed,

    /// <summary>It was canceled, or its batch failed before it.</summary>
    Aborted,
}
