namespace HelpCompiler;

/// <summary>Contains one example: its first block of code, and its description.</summary>
sealed record HelpExample(string Title, string Code, IReadOnlyList<string> Remarks);
