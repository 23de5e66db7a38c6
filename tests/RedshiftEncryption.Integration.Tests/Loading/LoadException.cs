namespace RedshiftEncryption.Integration.Loading;

/// <summary>COPY would have refused the statement or the manifest.</summary>
internal sealed class LoadException(string message) : Exception(message);
