namespace RedshiftEncryption.Redshift.Sql;

/// <summary>Represents one row in the table of what Redshift rejects: how one term can be combined with others.</summary>
internal sealed record StatementRule
{
    readonly string subject;
    readonly StatementRuleKind kind;
    readonly string[] others;
    readonly string reason;

    StatementRule(string subject, StatementRuleKind kind, string[] others, string reason) =>
        (this.subject, this.kind, this.others, this.reason) = (subject, kind, others, reason);

    /// <summary>Creates a rule that excludes the others if the subject is present.</summary>
    public static StatementRule Excludes(string subject, string[] others, string reason) =>
        new(subject, StatementRuleKind.Excludes, others, reason);

    /// <summary>Creates a rule that requires one of the others if the subject is present.</summary>
    public static StatementRule Needs(string subject, string[] others, string reason) =>
        new(subject, StatementRuleKind.Needs, others, reason);

    /// <summary>Creates a rule that allows only the others if the subject is present.</summary>
    public static StatementRule TakesOnly(string subject, string[] others, string reason) =>
        new(subject, StatementRuleKind.TakesOnly, others, reason);

    /// <summary>Returns why the statement is rejected, or null if it follows the rule.</summary>
    /// <param name="command">COPY or UNLOAD.</param>
    /// <param name="terms">The terms of the request, in the statement's order.</param>
    public string? Refusal(string command, IReadOnlyList<string> terms)
    {
        if (!terms.Contains(subject, StringComparer.Ordinal))
            return null;
        if (kind == StatementRuleKind.Needs)
            return terms.Any(Names)
                ? null
                : $"{(string.Equals(subject, command, StringComparison.Ordinal) ? command : $"{command}'s {subject}")} "
                    + $"requires {string.Join(" or ", others)}: {reason}.";
        var refused = terms.FirstOrDefault(term =>
            Names(term) == (kind == StatementRuleKind.Excludes) && !string.Equals(term, subject, StringComparison.Ordinal)
        );
        return refused is null ? null : $"{command} does not support {refused} with {subject}: {reason}.";
    }

    bool Names(string term) => Array.IndexOf(others, term) >= 0;
}
