namespace RedshiftEncryption.Redshift.Execution;

/// <summary>
/// Splits SQL at its semicolons, because the service takes single statements, and finds the words of each statement outside
/// literals, quoted identifiers and comments.
/// </summary>
internal static class SqlScript
{
    /// <summary>Splits SQL. Statements without words, such as comments, are omitted.</summary>
    /// <exception cref="InvalidCopyOptionException">
    /// A literal, an identifier or a comment does not end, or readers could disagree about where a literal ends.
    /// </exception>
    public static IReadOnlyList<SqlStatement> Split(string sql)
    {
        var statements = new List<SqlStatement>();
        var words = new List<string>();
        var literals = new List<string>();
        var start = 0;
        for (var position = 0; position <= sql.Length; )
        {
            if (position == sql.Length || sql[position] == ';')
            {
                if (words.Count > 0)
                    statements.Add(new SqlStatement(sql.Substring(start, position - start).Trim(), [.. words], [.. literals]));
                words.Clear();
                literals.Clear();
                start = ++position;
                continue;
            }
            var end = EndOfToken(sql, position);
            if (IsWordStart(sql[position]))
                words.Add(sql.Substring(position, end - position).ToUpperInvariant());
            else if (sql[position] is '\'')
                literals.Add(sql.Substring(position + 1, end - position - 2));
            else if (sql[position] is '$' && end > position + 1)
                literals.Add(sql.Substring(position, end - position));
            position = end;
        }
        return statements;
    }

    static int EndOfToken(string sql, int start)
    {
        var next = start + 1 < sql.Length ? sql[start + 1] : '\0';
        return sql[start] switch
        {
            '\'' => EndOfLiteral(sql, start),
            '"' => EndOfIdentifier(sql, start),
            '-' when next == '-' => EndOfLine(sql, start),
            '/' when next == '*' => EndOfComment(sql, start),
            '$' => EndOfDollarQuote(sql, start),
            _ when IsWordStart(sql[start]) => EndOfWord(sql, start),
            _ => start + 1,
        };
    }

    static int EndOfLiteral(string sql, int start)
    {
        for (var position = start + 1; position < sql.Length; position++)
        {
            var next = position + 1 < sql.Length ? sql[position + 1] : '\0';
            if (sql[position] == '\\' && next == '\'')
                throw new InvalidCopyOptionException(
                    "A quotation mark in a literal of the SQL must be written as '' and not as \\', which not all readers accept."
                );
            if (sql[position] == '\\' || (sql[position] == '\'' && next == '\''))
                position++;
            else if (sql[position] == '\'')
                return position + 1;
        }
        throw Unclosed("a literal");
    }

    static int EndOfIdentifier(string sql, int start)
    {
        // A doubled quotation mark counts as two identifiers without a gap.
        var end = sql.IndexOf('"', start + 1);
        return end < 0 ? throw Unclosed("a quoted identifier") : end + 1;
    }

    static int EndOfLine(string sql, int start)
    {
        var end = sql.IndexOf('\n', start);
        return end < 0 ? sql.Length : end;
    }

    /// <summary>Comments can contain comments.</summary>
    static int EndOfComment(string sql, int start)
    {
        var depth = 0;
        for (var position = start; position + 1 < sql.Length; position++)
        {
            var pair = (sql[position], sql[position + 1]);
            if (pair is not (('/', '*') or ('*', '/')))
                continue;
            depth += pair is ('/', '*') ? 1 : -1;
            position++;
            if (depth == 0)
                return position + 1;
        }
        throw Unclosed("a comment");
    }

    /// <summary>Finds the end of a body such as <c>$$ ... $$</c> or <c>$tag$ ... $tag$</c>. A parameter such as $1 has none.</summary>
    static int EndOfDollarQuote(string sql, int start)
    {
        var tagEnd = start + 1 < sql.Length && IsWordStart(sql[start + 1]) ? EndOfWord(sql, start + 1) : start + 1;
        if (tagEnd >= sql.Length || sql[tagEnd] != '$')
            return start + 1;
        var tag = sql.Substring(start, tagEnd + 1 - start);
        var end = sql.IndexOf(tag, tagEnd + 1, StringComparison.Ordinal);
        return end < 0 ? throw Unclosed($"the text after {tag}") : end + tag.Length;
    }

    static int EndOfWord(string sql, int start)
    {
        var position = start;
        while (position < sql.Length && (IsWordStart(sql[position]) || sql[position] is >= '0' and <= '9'))
            position++;
        return position;
    }

    static bool IsWordStart(char character) => char.IsLetter(character) || character == '_';

    static InvalidCopyOptionException Unclosed(string what) => new($"The SQL cannot be split into statements: {what} is not closed.");
}
