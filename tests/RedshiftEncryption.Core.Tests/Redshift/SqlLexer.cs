using System.Text;

namespace RedshiftEncryption.Tests.Redshift;

/// <summary>
/// An independent reading of a statement's tokens, written from PostgreSQL's and Redshift's documentation and not from
/// the builder: words, numbers, "identifiers", 'literals' and single punctuation marks; a comment is a token of its own.
/// </summary>
internal static class SqlLexer
{
    /// <param name="sql">The statement.</param>
    /// <param name="backslashEscapes">Whether a backslash in a literal is an escape (Redshift) or itself (the standard).</param>
    public static List<(char Kind, string Text)> Read(string sql, bool backslashEscapes)
    {
        var tokens = new List<(char, string)>();
        for (var i = 0; i < sql.Length;)
        {
            var c = sql[i];
            if (char.IsWhiteSpace(c))
                i++;
            else if (c == '\'' || c == '"')
                tokens.Add((c, ReadQuoted(sql, ref i, c, backslashEscapes && c == '\'')));
            else if (c == '-' && i + 1 < sql.Length && sql[i + 1] == '-' || c == '/' && i + 1 < sql.Length && sql[i + 1] == '*')
                throw new InvalidOperationException("A comment begins.");
            else if (char.IsLetterOrDigit(c) || c == '_')
            {
                var start = i;
                while (i < sql.Length && (char.IsLetterOrDigit(sql[i]) || sql[i] is '_' or '$'))
                    i++;
                tokens.Add(('w', sql[start..i]));
            }
            else
            {
                tokens.Add(('p', c.ToString()));
                i++;
            }
        }
        return tokens;
    }

    static string ReadQuoted(string sql, ref int i, char quote, bool escapes)
    {
        var text = new StringBuilder();
        for (i++; ; i++)
        {
            if (i >= sql.Length)
                throw new InvalidOperationException("A quote is not closed.");
            if (escapes && sql[i] == '\\')
            {
                i++;
                if (i >= sql.Length)
                    throw new InvalidOperationException("A quote is not closed.");
                text.Append(sql[i] switch { 't' => '\t', 'n' => '\n', var other => other });
            }
            else if (sql[i] != quote)
                text.Append(sql[i]);
            else if (i + 1 < sql.Length && sql[i + 1] == quote)
            {
                text.Append(quote);
                i++;
            }
            else
            {
                i++;
                return text.ToString();
            }
        }
    }
}
