namespace RedshiftEncryption.Redshift.Execution;

/// <summary>Represents one statement of a script.</summary>
/// <param name="Text">The statement with its comments, without a semicolon.</param>
/// <param name="Words">The words outside literals, quoted identifiers and comments, in upper case.</param>
/// <param name="Literals">The contents of the literals.</param>
internal sealed record SqlStatement(string Text, IReadOnlyList<string> Words, IReadOnlyList<string> Literals)
{
    /// <summary>Gets the command and its object, such as CREATE TABLE, for messages.</summary>
    public string Name => string.Join(" ", Words.Take(Words[0] is "CREATE" or "DROP" or "ALTER" ? 2 : 1));

    /// <summary>Returns whether the statement begins with these words.</summary>
    public bool BeginsWith(params string[] words) => words.SequenceEqual(Words.Take(words.Length), StringComparer.Ordinal);
}
