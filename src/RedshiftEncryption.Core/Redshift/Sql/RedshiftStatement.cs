using System.Text;
using RedshiftEncryption.Redshift.Sql;

namespace RedshiftEncryption;

/// <summary>
/// One statement for Redshift. Its text, properties and serialised forms show placeholders for secrets; only
/// <see cref="GetCommandText"/> gives the statement that can be run.
/// </summary>
public abstract class RedshiftStatement
{
    /// <summary>Stands for the root key wherever a statement is shown.</summary>
    public const string RootKeyPlaceholder = "<root-key>";

    /// <summary>Stands for the secret access key wherever a statement is shown.</summary>
    public const string SecretAccessKeyPlaceholder = "<secret-access-key>";

    /// <summary>Stands for the session token wherever a statement is shown.</summary>
    public const string SessionTokenPlaceholder = "<session-token>";

    readonly IReadOnlyList<StatementClause> clauses;

    private protected RedshiftStatement(StatementRequest request, IReadOnlyList<StatementClause> clauses)
    {
        this.clauses = clauses;
        Encrypted = request.SaysEncrypted;
        RootKeyFingerprint = request.RootKey?.Fingerprint;
    }

    /// <summary>Whether the statement says ENCRYPTED.</summary>
    public bool Encrypted { get; }

    /// <summary>The root key's fingerprint, where the statement holds the key.</summary>
    public string? RootKeyFingerprint { get; }

    /// <summary>The statement with placeholders for secrets.</summary>
    public string Text => Render(static (clause, statement) => clause.AppendTo(statement, withSecrets: false));

    /// <summary>The statement as it is shown: with placeholders for secrets, and with control characters of keys escaped.</summary>
    public override string ToString() => Render(static (clause, statement) => clause.AppendShownTo(statement));

    /// <summary>
    /// The statement as Redshift runs it, with the secrets in it: give it to the database, and to nothing that writes it
    /// down. Where no root key was given, its placeholder stays.
    /// </summary>
    public string GetCommandText() => Render(static (clause, statement) => clause.AppendTo(statement, withSecrets: true));

    string Render(Action<StatementClause, StringBuilder> append)
    {
        var statement = new StringBuilder();
        foreach (var clause in clauses)
        {
            if (statement.Length > 0)
                statement.Append('\n');
            append(clause, statement);
        }
        return statement.Append(';').ToString();
    }
}
