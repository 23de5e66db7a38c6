using System.Text;

namespace RedshiftEncryption.Redshift.Sql;

/// <summary>
/// A field delimiter, or another option that takes ASCII characters, as COPY takes it: printable ones as they are, a tab as
/// <c>\t</c>, other control characters in octal.
/// </summary>
internal static class CopyDelimiter
{
    const int OctalDigits = 3;

    /// <param name="delimiter">One or more characters: a real tab, or COPY's own writing of one (<c>\t</c>, <c>\011</c>).</param>
    /// <exception cref="InvalidCopyOptionException">It is empty or not ASCII.</exception>
    public static string Literal(string delimiter) => Literal(delimiter, "DELIMITER", out _);

    /// <param name="character">One character, written as above.</param>
    /// <param name="option">The option that takes it.</param>
    /// <exception cref="InvalidCopyOptionException">It is not one, or not ASCII.</exception>
    public static string Single(string character, string option)
    {
        var literal = Literal(character, option, out var length);
        return length == 1 ? literal : throw new InvalidCopyOptionException($"{option} takes one character.");
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
            throw new InvalidCopyOptionException($"{option} takes ASCII characters only, and no NUL.");
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
