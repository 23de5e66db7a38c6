namespace RedshiftEncryption.Integration.Servers;

/// <summary>Thrown when a program that the tests run ended with an error; the message is its output.</summary>
internal sealed class CommandFailedException(string message) : Exception(message);
