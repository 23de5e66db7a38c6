namespace RedshiftEncryption.Redshift.Copy;

/// <summary>
/// A free option line of COPY, for an option that Redshift has and this module does not know yet: words, numbers and quoted
/// literals, and nothing that could end the statement, open a comment or say what has a parameter of its own.
/// </summary>
internal static class CopyOptionLine
{
    /// <summary>
    /// Words that have a parameter of their own, stand elsewhere in the statement, carry secrets, or are no options of COPY
    /// from S3.
    /// </summary>
    static readonly HashSet<string> Foreign = new(
        [.. CopyGrammar.Words, "COPY", "FROM", "FORMAT", "TOKEN", "READRATIO", "SSH"],
        StringComparer.OrdinalIgnoreCase
    );

    /// <returns>The line in canonical form: words in upper case, literals as they stand.</returns>
    /// <exception cref="InvalidCopyOptionException">It is no option line.</exception>
    public static string Parse(string line)
    {
        var tokens = new List<string>();
        var position = 0;
        while (true)
        {
            while (position < line.Length && char.IsWhiteSpace(line[position]))
                position++;
            if (position == line.Length)
                break;
            tokens.Add(ReadToken(line, ref position));
            if (position < line.Length && !char.IsWhiteSpace(line[position]))
                throw Refused(line, "a word, number or literal is not followed by a space");
        }
        if (tokens.Count == 0 || !IsWordStart(tokens[0][0]))
            throw Refused(line, "it does not begin with the option's name");
        return string.Join(" ", tokens);
    }

    static string ReadToken(string line, ref int position)
    {
        if (line[position] == '\'')
            return ReadLiteral(line, ref position);
        var start = position;
        while (position < line.Length && (IsWordStart(line[position]) || line[position] is (>= '0' and <= '9') or '.'))
            position++;
        var token = line.Substring(start, position - start);
        if (token.Length == 0)
            throw Refused(line, $"'{line[start]}' may stand in a quoted literal only");
        if (!IsWordStart(token[0]))
            return token.Skip(1).Any(IsWordStart) ? throw Refused(line, $"'{token}' is no number") : token;
        if (Foreign.Contains(token))
            throw Refused(line, $"{token.ToUpperInvariant()} has a parameter of its own, or is no option");
        return token.Contains('.', StringComparison.Ordinal) ? throw Refused(line, $"'{token}' is no word") : token.ToUpperInvariant();
    }

    /// <summary>
    /// The literal as it stands, its escapes included, if it ends at the same quote whether a backslash is read as an
    /// escape, as Redshift does, or for itself.
    /// </summary>
    static string ReadLiteral(string line, ref int position)
    {
        var start = position++;
        while (position < line.Length)
        {
            var character = line[position++];
            var next = position < line.Length ? line[position] : '\0';
            if (character == '\0')
                throw Refused(line, "a literal cannot hold a NUL character");
            if (character == '\'' && next != '\'')
                return line.Substring(start, position - start);
            if (character == '\\' && next == '\'')
                throw Refused(line, "a quote in a literal is written '' and not \\'");
            if (character is '\'' or '\\')
                position++;
        }
        throw Refused(line, "a literal lacks its closing quote");
    }

    static bool IsWordStart(char character) => character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_';

    /// <summary>The line itself is not repeated: it may hold what should not be written down.</summary>
    static InvalidCopyOptionException Refused(string line, string reason) =>
        new(
            $"An -Option line of {line.Length} characters is refused: {reason}. A line is an option's name and its values: NEWOPTION AS 'value'."
        );
}
