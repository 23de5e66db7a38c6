namespace RedshiftStandIn;

/// <summary>A statement that Redshift would refuse or that fails outside PostgreSQL.</summary>
sealed class StatementException(string message) : Exception(message);
