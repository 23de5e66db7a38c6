using System.Text;

namespace RedshiftEncryption.Redshift.Sql;

/// <summary>Formats quoted string literals of Redshift SQL.</summary>
internal static class SqlLiteral
{
    /// <summary>
    /// Quotes a text. Quotes and backslashes are doubled. Redshift reads a backslash in a literal as an escape; a doubled
    /// backslash cannot end the literal early, whether or not backslashes are escapes.
    /// </summary>
    /// <exception cref="InvalidCopyOptionException">The text contains a NUL, which a literal cannot contain.</exception>
    public static string Quote(string text)
    {
        var literal = new StringBuilder(text.Length + 2).Append('\'');
        foreach (var character in text)
        {
            if (character == '\0')
                throw new InvalidCopyOptionException("A SQL literal cannot contain a NUL character.");
            if (character is '\'' or '\\')
                literal.Append(character);
            literal.Append(character);
        }
        return literal.Append('\'').ToString();
    }
}
