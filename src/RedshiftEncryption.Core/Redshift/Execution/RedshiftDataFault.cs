namespace RedshiftEncryption.Redshift.Execution;

/// <summary>Specifies why a request to the Redshift Data API failed; each value has its own error ID.</summary>
internal enum RedshiftDataFault
{
    /// <summary>The service refused the request; its error code states the reason.</summary>
    RedshiftRequestRefused,
    RedshiftAccessDenied,
    RedshiftInvalidCredentials,

    /// <summary>The service does not know the statement: its ID is wrong, another account's, or older than 24 hours.</summary>
    StatementNotFound,

    /// <summary>The response is not from the service, or does not match the request.</summary>
    RedshiftInvalidResponse,

    /// <summary>
    /// There was no response, the connection broke, or throttling or a server error persisted through all retries.
    /// </summary>
    RedshiftUnavailable,
}
