namespace HelpCompiler;

/// <summary>A page does not have the layout that it must have; the message says where.</summary>
sealed class HelpPageException : Exception
{
    public HelpPageException() { }

    public HelpPageException(string message)
        : base(message) { }

    public HelpPageException(string message, Exception innerException)
        : base(message, innerException) { }
}
