namespace RedshiftEncryption.Lambda.Runtime;

/// <summary>Thrown when the Runtime API of AWS Lambda does not respond as documented. The process must then end.</summary>
internal sealed class RuntimeException : Exception
{
    public RuntimeException() { }

    public RuntimeException(string message)
        : base(message) { }

    public RuntimeException(string message, Exception innerException)
        : base(message, innerException) { }
}
