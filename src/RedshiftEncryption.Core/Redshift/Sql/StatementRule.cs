namespace RedshiftEncryption.Redshift.Sql;

/// <summary>One line in the table of what Redshift refuses: a term, and how it gets on with others.</summary>
internal sealed record StatementRule
{
    readonly string subject;
    readonly StatementRuleKind kind;
    readonly string[] others;
    readonly string reason;

    StatementRule(string subject, StatementRuleKind kind, string[] others, string reason) =>
        (this.subject, this.kind, this.others, this.reason) = (subject, kind, others, reason);

    /// <summary>With the subject, none of the others.</summary>
    public static StatementRule Excludes(string subject, string[] others, string reason) =>
        new(subject, StatementRuleKind.Excludes, others, reason);

    /// <summary>The subject only with one of the others.</summary>
    public static StatementRule Needs(string subject, string[] others, string reason) =>
        new(subject, StatementRuleKind.Needs, others, reason);

    /// <summary>With the subject, nothing but the others.</summary>
    public static StatementRule TakesOnly(string subject, string[] others, string reason) =>
        new(subject, StatementRuleKind.TakesOnly, others, reason);

    /// <summary>Why the statement is refused; null where the rule is kept.</summary>
    /// <param name="command">COPY or UNLOAD.</param>
    /// <param name="terms">What was asked for, in the statement's order.</param>
    public string? Refusal(string command, IReadOnlyList<string> terms)
    {
        if (!terms.Contains(subject, StringComparer.Ordinal))
            return null;
        if (kind == StatementRuleKind.Needs)
            return terms.Any(Names)
                ? null
                : $"{(string.Equals(subject, command, StringComparison.Ordinal) ? command : $"{command}'s {subject}")} needs {string.Join(" or ", others)}: {reason}.";
        var refused = terms.FirstOrDefault(term =>
            Names(term) == (kind == StatementRuleKind.Excludes) && !string.Equals(term, subject, StringComparison.Ordinal)
        );
        return refused is null ? null : $"{command} takes no {refused} with {subject}: {reason}.";
    }

    bool Names(string term) => Array.IndexOf(others, term) >= 0;
}
