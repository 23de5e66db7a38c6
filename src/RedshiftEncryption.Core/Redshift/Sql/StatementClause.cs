using System.Text;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Redshift.Sql;

/// <summary>Represents one clause of a statement: its final text and the secrets in it.</summary>
internal sealed class StatementClause
{
    readonly List<(string? Text, StatementSecret? Secret)> parts = [];

    public StatementClause(string text) => Add(text);

    /// <summary>Creates a clause of a keyword and a secret in a literal.</summary>
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

    /// <summary>Gets whether the text can have several lines, such as a query.</summary>
    public bool HasLines { get; init; }

    /// <summary>Appends the clause for display, with placeholders and with control characters escaped.</summary>
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
