using RedshiftEncryption.Text;

namespace RedshiftEncryption.Formats;

/// <summary>Text as the module's views show it. Public for the format file alone, whose script blocks call it.</summary>
public static class ShownText
{
    /// <summary>The text with its control characters escaped, as <c>\u001B</c>: a terminal would obey them.</summary>
    /// <param name="text">A key, a path, or what a server says.</param>
    /// <returns>The text.</returns>
    public static string? Of(string? text) => text is null ? null : VisibleText.Of(text);
}
