using System.Text;

namespace RedshiftEncryption.Tests.Redshift;

/// <summary>
/// An independent reading of a statement's tokens, written from PostgreSQL's and Redshift's documentation and not from
/// the builder: words, numbers, "identifiers", 'literals' and single punctuation marks; a comment is an error.
/// </summary>
internal static class SqlLexer
{
    /// <param name="sql">The statement.</param>
    /// <param name="backslashEscapes">Whether a backslash in a literal is an escape (Redshift) or itself (the standard).</param>
    public static List<(char Kind, string Text)> Read(string sql, bool backslashEscapes)
    {
        var tokens = new List<(char, string)>();
        for (var i = 0; i < sql.Length; )
        {
            var c = sql[i];
            if (char.IsWhiteSpace(c))
                i++;
            else if (c == '\'' || c == '"')
                tokens.Add((c, ReadQuoted(sql, ref i, c, backslashEscapes && c == '\'')));
            else if (c == '-' && i + 1 < sql.Length && sql[i + 1] == '-' || c == '/' && i + 1 < sql.Length && sql[i + 1] == '*')
                throw new InvalidOperationException("A comment begins.");
            else if (char.IsAsciiDigit(c))
                tokens.Add(('n', ReadNumber(sql, ref i)));
            else if (char.IsLetter(c) || c == '_')
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

    /// <summary>Digits, a fraction, an exponent.</summary>
    static string ReadNumber(string sql, ref int i)
    {
        var start = i;
        SkipDigits(sql, ref i);
        if (i + 1 < sql.Length && sql[i] == '.' && char.IsAsciiDigit(sql[i + 1]))
        {
            i++;
            SkipDigits(sql, ref i);
        }
        if (i < sql.Length && sql[i] is 'E' or 'e')
        {
            var end = i + 1;
            if (end < sql.Length && sql[end] is '+' or '-')
                end++;
            if (end < sql.Length && char.IsAsciiDigit(sql[end]))
            {
                i = end;
                SkipDigits(sql, ref i);
            }
        }
        return sql[start..i];
    }

    static void SkipDigits(string sql, ref int i)
    {
        while (i < sql.Length && char.IsAsciiDigit(sql[i]))
            i++;
    }

    static string ReadQuoted(string sql, ref int i, char quote, bool escapes)
    {
        var text = new StringBuilder();
        for (i++; ; i++)
        {
            if (i >= sql.Length)
                throw new InvalidOperationException("A quote is not closed.");
            if (escapes && sql[i] == '\\')
                text.Append(ReadEscape(sql, ref i));
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

    /// <summary>Of PostgreSQL 8.0: b, f, n, r, t, up to three octal digits, else the character itself.</summary>
    static char ReadEscape(string sql, ref int i)
    {
        i++;
        if (i >= sql.Length)
            throw new InvalidOperationException("A quote is not closed.");
        if (sql[i] is < '0' or > '7')
            return sql[i] switch
            {
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                var other => other,
            };
        var code = 0;
        var end = i + 3;
        for (; i < end && i < sql.Length && sql[i] is >= '0' and <= '7'; i++)
            code = code * 8 + (sql[i] - '0');
        i--;
        return (char)code;
    }
}
