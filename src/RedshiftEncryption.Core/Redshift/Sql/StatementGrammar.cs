namespace RedshiftEncryption.Redshift.Sql;

/// <summary>A statement's options in the documentation's order, and the rules between them: what turns a request into clauses.</summary>
internal sealed class StatementGrammar<T>(string command, IReadOnlyList<StatementOption<T>> options, IReadOnlyList<StatementRule> rules)
    where T : StatementRequest
{
    /// <summary>The words that options begin with.</summary>
    public IEnumerable<string> Words => options.Select(static option => option.Term.Split(' ')[0]);

    /// <exception cref="InvalidCopyOptionException">A rule is broken, or a value is none that its option takes.</exception>
    public IEnumerable<StatementClause> Clauses(T request)
    {
        var asked = options.Where(option => option.IsAsked(request)).ToList();
        List<string> terms = [command, .. asked.Select(static option => option.Term)];
        // The table's order is the order of the refusals, the most telling first.
        if (rules.Select(rule => rule.Refusal(command, terms)).FirstOrDefault(static refusal => refusal is not null) is { } refused)
            throw new InvalidCopyOptionException(refused);
        return asked.Select(option => option.Clause(request)).OfType<StatementClause>().ToList();
    }
}
