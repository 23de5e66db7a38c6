using System.Text;

namespace RedshiftEncryption;

/// <summary>
/// One COPY statement. Its text, properties and serialised forms show a placeholder for the root key; only
/// <see cref="GetCommandText"/> gives the statement that can be run.
/// </summary>
public sealed class CopyStatement
{
    /// <summary>Stands for the root key wherever the statement is shown.</summary>
    public const string RootKeyPlaceholder = "<root-key>";

    readonly IReadOnlyList<string> clauses;
    readonly RootKey? rootKey;

    internal CopyStatement(CopyRequest request, IReadOnlyList<string> clauses)
    {
        this.clauses = clauses;
        rootKey = request.RootKey?.Copy();
        Table = request.Table;
        From = request.Source.Uri.ToString();
        IsManifest = request.Source.IsManifest;
        Encrypted = request.Encrypted;
        RootKeyFingerprint = rootKey?.Fingerprint;
    }

    /// <summary>The table, as it was named.</summary>
    public string Table { get; }

    /// <summary>The S3 URI that is loaded from.</summary>
    public string From { get; }

    /// <summary>Whether that is a manifest.</summary>
    public bool IsManifest { get; }

    /// <summary>Whether the statement says ENCRYPTED.</summary>
    public bool Encrypted { get; }

    /// <summary>The root key's fingerprint, where the statement holds the key.</summary>
    public string? RootKeyFingerprint { get; }

    /// <summary>The statement with the placeholder for the root key.</summary>
    public string Text => Render(RootKeyPlaceholder);

    /// <summary>The statement with the placeholder for the root key.</summary>
    public override string ToString() => Text;

    /// <summary>
    /// The statement as Redshift runs it, with the root key in it: give it to the database, and to nothing that writes it
    /// down. Where no root key was given, the placeholder stays.
    /// </summary>
    public string GetCommandText()
    {
        if (rootKey is null)
            return Text;
        using var text = RootKeyText.Format(rootKey, RootKeyFormat.Base64);
        return Render(Encoding.ASCII.GetString(text.Array, 0, RootKeyText.Base64Length));
    }

    string Render(string key)
    {
        var statement = new StringBuilder();
        foreach (var clause in clauses)
        {
            if (statement.Length > 0)
                statement.Append('\n');
            statement.Append(clause);
            if (ReferenceEquals(clause, CopyStatementBuilder.RootKeyClause))
                statement.Append(' ').Append(SqlLiteral.Quote(key));
        }
        return statement.Append(';').ToString();
    }
}
