namespace RedshiftEncryption.Tests.Redshift;

/// <summary>Walks over a statement's tokens and collects the facts that a parser finds; keywords are expected in upper case.</summary>
internal sealed class TokenReader(string sql)
{
    readonly List<(char Kind, string Text)> tokens = SqlLexer.Read(sql, backslashEscapes: true);
    int position;

    /// <summary>By the documentation's names; no name twice.</summary>
    public SortedDictionary<string, string> Facts { get; } = new(StringComparer.Ordinal);

    public void Fact(string name, string value) => Facts.Add(name, value);

    public bool Is(string word) =>
        position < tokens.Count
        && tokens[position].Kind is 'w' or 'p'
        && string.Equals(tokens[position].Text, word, StringComparison.Ordinal);

    public bool Skip(string word)
    {
        if (!Is(word))
            return false;
        position++;
        return true;
    }

    public void Expect(params string[] words)
    {
        foreach (var word in words)
        {
            if (!Skip(word))
                throw Unexpected(word);
        }
    }

    public string Word() => Next('w');

    public string Literal() => Next('\'');

    public string Number() => Next('n');

    public bool IsNumber => position < tokens.Count && tokens[position].Kind == 'n';

    /// <summary>An identifier, delimited or not.</summary>
    public string Identifier() => tokens[position].Kind == '"' ? Next('"') : Next('w');

    /// <summary>Identifiers with commas between them, in parentheses.</summary>
    public string IdentifierList()
    {
        Expect("(");
        var names = new List<string> { Identifier() };
        while (Skip(","))
            names.Add(Identifier());
        Expect(")");
        return string.Join('\x1f', names);
    }

    public void End()
    {
        Expect(";");
        if (position != tokens.Count)
            throw Unexpected("the end");
    }

    string Next(char kind) =>
        position < tokens.Count && tokens[position].Kind == kind ? tokens[position++].Text : throw Unexpected($"a token of kind {kind}");

    InvalidOperationException Unexpected(string expected) =>
        new($"Expected {expected}, and there is {(position < tokens.Count ? tokens[position].Text : "nothing")}: {sql}");
}
