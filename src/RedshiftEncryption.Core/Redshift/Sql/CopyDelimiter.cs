using System.Text;

namespace RedshiftEncryption.Redshift.Sql;

/// <summary>
/// Formats a field delimiter, or the value of another option that accepts ASCII characters. Printable characters are
/// unchanged, a tab becomes <c>\t</c>, and other control characters become octal escapes.
/// </summary>
internal static class CopyDelimiter
{
    const int OctalDigits = 3;

    /// <param name="delimiter">One or more characters: literal, or in COPY's notation (<c>\t</c>, <c>\011</c>).</param>
    /// <exception cref="InvalidCopyOptionException">The delimiter is empty or not ASCII.</exception>
    public static string Literal(string delimiter) => Literal(delimiter, "DELIMITER", out _);

    /// <param name="character">One character: literal, or in COPY's notation.</param>
    /// <param name="option">The option's name, for messages.</param>
    /// <exception cref="InvalidCopyOptionException">The value is not one character, or not ASCII.</exception>
    public static string Single(string character, string option)
    {
        var literal = Literal(character, option, out var length);
        return length == 1 ? literal : throw new InvalidCopyOptionException($"{option} must be one character.");
    }

    static string Literal(string delimiter, string option, out int characters)
    {
        characters = 0;
        if (delimiter.Length == 0)
            throw new InvalidCopyOptionException($"{option} cannot be empty.");
        var literal = new StringBuilder("'");
        for (var i = 0; i < delimiter.Length; i++)
        {
            var character = delimiter[i];
            if (character == '\\' && TryReadEscape(delimiter, i, out var escaped, out var length))
            {
                character = escaped;
                i += length - 1;
            }
            Append(literal, character, option);
            characters++;
        }
        return literal.Append('\'').ToString();
    }

    static void Append(StringBuilder literal, char character, string option)
    {
        if (character is '\0' or >= '\x80')
            throw new InvalidCopyOptionException($"{option} must contain only ASCII characters, without NUL.");
        if (character == '\t')
            literal.Append(@"\t");
        else if (character < ' ' || character == '\x7f')
            literal.Append('\\').Append(Convert.ToString(character, 8).PadLeft(3, '0'));
        else if (character is '\'' or '\\')
            literal.Append(character).Append(character);
        else
            literal.Append(character);
    }

    static bool TryReadEscape(string text, int start, out char character, out int length)
    {
        (character, length) = ('\0', 0);
        if (start + 1 >= text.Length)
            return false;
        if (text[start + 1] is 't' or '\\')
        {
            (character, length) = (text[start + 1] == 't' ? '\t' : '\\', 2);
            return true;
        }
        var code = 0;
        for (var i = start + 1; i <= start + OctalDigits; i++)
        {
            if (i >= text.Length || text[i] is < '0' or > '7')
                return false;
            code = code * 8 + (text[i] - '0');
        }
        (character, length) = ((char)code, 1 + OctalDigits);
        return true;
    }
}
