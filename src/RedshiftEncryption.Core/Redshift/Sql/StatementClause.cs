using System.Text;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Redshift.Sql;

/// <summary>One clause of a statement: text that is ready for its place, and the secrets in it.</summary>
internal sealed class StatementClause
{
    readonly List<(string? Text, StatementSecret? Secret)> parts = [];

    public StatementClause(string text) => Add(text);

    /// <summary>A keyword and a secret in a literal.</summary>
    public StatementClause(string keyword, StatementSecret secret)
    {
        Add($"{keyword} '");
        Add(secret);
        Add("'");
    }

    public StatementClause Add(string text)
    {
        parts.Add((text, null));
        return this;
    }

    public StatementClause Add(StatementSecret secret)
    {
        parts.Add((null, secret));
        return this;
    }

    /// <summary>Whether the text has lines of its own, such as a query.</summary>
    public bool HasLines { get; init; }

    /// <summary>As a terminal shows it: with placeholders, and with control characters escaped.</summary>
    public void AppendShownTo(StringBuilder statement)
    {
        foreach (var (text, secret) in parts)
            statement.Append(secret?.ToString() ?? (HasLines ? VisibleText.OfLines(text!) : VisibleText.Of(text!)));
    }

    public void AppendTo(StringBuilder statement, bool withSecrets)
    {
        foreach (var (text, secret) in parts)
        {
            if (secret is null)
                statement.Append(text);
            else if (withSecrets)
                secret.AppendTo(statement);
            else
                statement.Append(secret);
        }
    }
}
