namespace RedshiftEncryption.Redshift.Copy;

/// <summary>
/// Validates a free option line of COPY, for options of Redshift that this module does not support yet. A line contains
/// words, numbers and quoted literals. It cannot end the statement, start a comment or contain an option that has a
/// parameter.
/// </summary>
internal static class CopyOptionLine
{
    /// <summary>
    /// Words that have their own parameter, occur elsewhere in the statement, introduce secrets, or are not options of COPY
    /// from S3.
    /// </summary>
    static readonly HashSet<string> Foreign = new(
        [.. CopyGrammar.Words, "COPY", "FROM", "FORMAT", "TOKEN", "READRATIO", "SSH"],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Parses an option line.</summary>
    /// <returns>The line in canonical form: words in upper case, literals unchanged.</returns>
    /// <exception cref="InvalidCopyOptionException">The text is not a valid option line.</exception>
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
                throw Refused(line, "a word, number or literal must be followed by a space");
        }
        if (tokens.Count == 0 || !IsWordStart(tokens[0][0]))
            throw Refused(line, "it does not begin with the name of an option");
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
            throw Refused(line, $"'{line[start]}' is allowed only in a quoted literal");
        if (!IsWordStart(token[0]))
            return token.Skip(1).Any(IsWordStart) ? throw Refused(line, $"'{token}' is not a number") : token;
        if (Foreign.Contains(token))
            throw Refused(line, $"{token.ToUpperInvariant()} has its own parameter, or is not an option");
        return token.Contains('.', StringComparison.Ordinal) ? throw Refused(line, $"'{token}' is not a word") : token.ToUpperInvariant();
    }

    /// <summary>
    /// Reads a literal unchanged, with its escapes. The literal must end at the same quote whether a backslash is read as
    /// an escape, as Redshift does, or as itself.
    /// </summary>
    static string ReadLiteral(string line, ref int position)
    {
        var start = position++;
        while (position < line.Length)
        {
            var character = line[position++];
            var next = position < line.Length ? line[position] : '\0';
            if (character == '\0')
                throw Refused(line, "a literal cannot contain a NUL character");
            if (character == '\'' && next != '\'')
                return line.Substring(start, position - start);
            if (character == '\\' && next == '\'')
                throw Refused(line, "a quotation mark in a literal must be written as '' and not as \\'");
            if (character is '\'' or '\\')
                position++;
        }
        throw Refused(line, "a literal has no closing quotation mark");
    }

    static bool IsWordStart(char character) => character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_';

    /// <summary>Creates the exception. The message does not contain the line, which may contain a secret.</summary>
    static InvalidCopyOptionException Refused(string line, string reason) =>
        new(
            $"An -Option line of {line.Length} characters is not valid: {reason}. "
                + "Specify the name of an option and its values, such as NEWOPTION AS 'value'."
        );
}
