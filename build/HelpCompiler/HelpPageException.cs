namespace HelpCompiler;

/// <summary>Thrown when a page does not have the required layout; the message contains the place.</summary>
sealed class HelpPageException : Exception
{
    public HelpPageException() { }

    public HelpPageException(string message)
        : base(message) { }

    public HelpPageException(string message, Exception innerException)
        : base(message, innerException) { }
}
