namespace HelpCompiler;

/// <summary>One example: its first block of code, and what is said of it.</summary>
sealed record HelpExample(string Title, string Code, IReadOnlyList<string> Remarks);
