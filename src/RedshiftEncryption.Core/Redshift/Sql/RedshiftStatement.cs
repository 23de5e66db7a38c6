using System.Text;
using RedshiftEncryption.Redshift.Sql;

namespace RedshiftEncryption;

/// <summary>
/// Represents one Redshift statement. Its text, properties and serialized forms show placeholders for secrets. Only
/// <see cref="GetCommandText"/> returns the statement that can be run.
/// </summary>
public abstract class RedshiftStatement
{
    /// <summary>The placeholder for the root key in displayed statements.</summary>
    public const string RootKeyPlaceholder = "<root-key>";

    /// <summary>The placeholder for the secret access key in displayed statements.</summary>
    public const string SecretAccessKeyPlaceholder = "<secret-access-key>";

    /// <summary>The placeholder for the session token in displayed statements.</summary>
    public const string SessionTokenPlaceholder = "<session-token>";

    readonly IReadOnlyList<StatementClause> clauses;

    private protected RedshiftStatement(StatementRequest request, IReadOnlyList<StatementClause> clauses)
    {
        this.clauses = clauses;
        Encrypted = request.SaysEncrypted;
        RootKeyFingerprint = request.RootKey?.Fingerprint;
    }

    /// <summary>Gets whether the statement contains ENCRYPTED.</summary>
    public bool Encrypted { get; }

    /// <summary>Gets the root key's fingerprint; null if the statement does not contain the key.</summary>
    public string? RootKeyFingerprint { get; }

    /// <summary>Gets the statement with placeholders for secrets.</summary>
    public string Text => Render(static (clause, statement) => clause.AppendTo(statement, withSecrets: false));

    /// <summary>
    /// Returns the statement for display, with placeholders for secrets and with control characters escaped.
    /// </summary>
    public override string ToString() => Render(static (clause, statement) => clause.AppendShownTo(statement));

    /// <summary>
    /// Returns the statement that Redshift runs, with its secrets. Pass it only to the database, never to a log. If no root
    /// key was specified, its placeholder remains.
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
