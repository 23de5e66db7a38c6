using RedshiftEncryption.Redshift.Copy;
using RedshiftEncryption.Redshift.Sql;

namespace RedshiftEncryption;

/// <summary>One COPY statement.</summary>
public sealed class CopyStatement : RedshiftStatement
{
    internal CopyStatement(CopyRequest request, IReadOnlyList<StatementClause> clauses)
        : base(request, clauses)
    {
        Table = request.Table;
        From = request.Source.Uri.Uri;
        IsManifest = request.Source.IsManifest;
        JobName = request.JobName;
    }

    /// <summary>The table, as it was named.</summary>
    public string Table { get; }

    /// <summary>The S3 URI that is loaded from.</summary>
    public string From { get; }

    /// <summary>Whether that is a manifest.</summary>
    public bool IsManifest { get; }

    /// <summary>The auto-copy job that the statement creates, if any.</summary>
    public string? JobName { get; }
}
