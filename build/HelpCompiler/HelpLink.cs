namespace HelpCompiler;

/// <summary>Represents a related topic: the name of another page, or a web address.</summary>
sealed record HelpLink(string Text, string Address);
