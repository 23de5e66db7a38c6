using System.Globalization;
using System.Text;

namespace RedshiftEncryption.Text;

/// <summary>
/// Escapes text for display. Object keys and paths can contain characters that move a terminal's cursor, change its
/// colors or reorder the text around them, so that the display would be misleading. Only displayed text is changed,
/// never values.
/// </summary>
internal static class VisibleText
{
    /// <returns>
    /// The text with control characters, format characters, line separators and unpaired surrogates escaped like
    /// <c>\u001B</c>; the same instance if there are none.
    /// </returns>
    public static string Of(string text)
    {
        var position = 0;
        while (position < text.Length && LengthShown(text, position) is var length and > 0)
            position += length;
        if (position == text.Length)
            return text;
        var shown = new StringBuilder(text.Length + 16).Append(text, 0, position);
        while (position < text.Length)
        {
            var length = LengthShown(text, position);
            if (length > 0)
                shown.Append(text, position, length);
            else
                shown.Append(@"\u").Append(((int)text[position]).ToString("X4", CultureInfo.InvariantCulture));
            position += Math.Max(1, length);
        }
        return shown.ToString();
    }

    /// <summary>Escapes a text of several lines, but preserves line endings and tabs.</summary>
    public static string OfLines(string text) => string.Join("\n", text.Split('\n').Select(OfLine));

    static string OfLine(string line)
    {
        var end = line.Length > 0 && line[line.Length - 1] == '\r' ? "\r" : "";
        return string.Join("\t", line.Substring(0, line.Length - end.Length).Split('\t').Select(Of)) + end;
    }

    /// <summary>Gets the number of characters at a position that are shown unchanged; 0 if the character is escaped.</summary>
    static int LengthShown(string text, int position)
    {
        if (char.IsHighSurrogate(text[position]) && position + 1 < text.Length && char.IsLowSurrogate(text[position + 1]))
            return CharUnicodeInfo.GetUnicodeCategory(text, position) == UnicodeCategory.Format ? 0 : 2;
        return
            CharUnicodeInfo.GetUnicodeCategory(text[position])
                is UnicodeCategory.Control
                    or UnicodeCategory.Format
                    or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator
                    or UnicodeCategory.Surrogate
                    or UnicodeCategory.OtherNotAssigned
            ? 0
            : 1;
    }
}
