namespace RedshiftEncryption.Integration.Servers;

/// <summary>A program that the tests run ended with an error; the message is what it said.</summary>
internal sealed class CommandFailedException(string message) : Exception(message);
