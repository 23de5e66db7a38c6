using System.Text;

namespace RedshiftEncryption.Redshift.Sql;

/// <summary>Quoted string literals of Redshift's SQL.</summary>
internal static class SqlLiteral
{
    /// <summary>
    /// Quotes a text. Quotes and backslashes are doubled: Redshift reads a backslash in a literal as an escape, and a
    /// doubled one ends a literal early in neither reading.
    /// </summary>
    /// <exception cref="InvalidCopyOptionException">The text holds a NUL, which no literal can.</exception>
    public static string Quote(string text)
    {
        var literal = new StringBuilder(text.Length + 2).Append('\'');
        foreach (var character in text)
        {
            if (character == '\0')
                throw new InvalidCopyOptionException("A SQL literal cannot hold a NUL character.");
            if (character is '\'' or '\\')
                literal.Append(character);
            literal.Append(character);
        }
        return literal.Append('\'').ToString();
    }
}
