namespace RedshiftEncryption.Redshift.Execution;

/// <summary>Specifies why a run did not load; each value has its own error ID.</summary>
internal enum StatementRunFault
{
    /// <summary>COPY failed, and Redshift's system views show why.</summary>
    LoadFailed,

    /// <summary>A statement failed, and only its own error shows why.</summary>
    StatementFailed,

    /// <summary>The number of loaded rows is not the expected one. The transaction was rolled back.</summary>
    RowCountDiffers,

    /// <summary>The run was canceled, here or elsewhere.</summary>
    StatementCanceled,

    /// <summary>The time limit was reached.</summary>
    StatementTimedOut,
}
