using RedshiftEncryption.Text;

namespace RedshiftEncryption.Formats;

/// <summary>Escapes text for the module's views. Public only for the script blocks of the format file.</summary>
public static class ShownText
{
    /// <summary>Escapes control characters, as in <c>\u001B</c>: a terminal would interpret them.</summary>
    /// <param name="text">A key, a path, or text from a server.</param>
    /// <returns>The text.</returns>
    public static string? Of(string? text) => text is null ? null : VisibleText.Of(text);
}
