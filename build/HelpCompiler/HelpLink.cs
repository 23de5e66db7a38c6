namespace HelpCompiler;

/// <summary>A related topic: another page by its name alone, or an address on the web.</summary>
sealed record HelpLink(string Text, string Address);
