namespace RedshiftEncryption.Redshift.Sql;

/// <summary>
/// Converts a request into clauses by a table of the statement's options, in the order of the documentation, and the
/// rules between them.
/// </summary>
internal sealed class StatementGrammar<T>(string command, IReadOnlyList<StatementOption<T>> options, IReadOnlyList<StatementRule> rules)
    where T : StatementRequest
{
    /// <summary>Gets the first word of each option.</summary>
    public IEnumerable<string> Words => options.Select(static option => option.Term.Split(' ')[0]);

    /// <exception cref="InvalidCopyOptionException">A rule is violated, or a value is not valid for its option.</exception>
    public IEnumerable<StatementClause> Clauses(T request)
    {
        var asked = options.Where(option => option.IsAsked(request)).ToList();
        List<string> terms = [command, .. asked.Select(static option => option.Term)];
        // The table is ordered so that the most specific reason is reported first.
        if (rules.Select(rule => rule.Refusal(command, terms)).FirstOrDefault(static refusal => refusal is not null) is { } refused)
            throw new InvalidCopyOptionException(refused);
        return asked.Select(option => option.Clause(request)).OfType<StatementClause>().ToList();
    }
}
