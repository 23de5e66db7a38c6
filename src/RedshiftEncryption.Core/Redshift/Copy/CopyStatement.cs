using RedshiftEncryption.Redshift.Copy;
using RedshiftEncryption.Redshift.Sql;

namespace RedshiftEncryption;

/// <summary>Represents one COPY statement.</summary>
public sealed class CopyStatement : RedshiftStatement
{
    internal CopyStatement(CopyRequest request, IReadOnlyList<StatementClause> clauses)
        : base(request, clauses)
    {
        Table = request.Table;
        From = request.Source.Uri.Uri;
        IsManifest = request.Source.IsManifest;
        IsSsh = request.Source.IsSsh;
        JobName = request.JobName;
        RowCount = request.RowCount;
        ManifestETag = request.ManifestETag;
    }

    /// <summary>Gets the table as it was specified.</summary>
    public string Table { get; }

    /// <summary>Gets the S3 URI of the source.</summary>
    public string From { get; }

    /// <summary>Gets whether the source is a manifest.</summary>
    public bool IsManifest { get; }

    /// <summary>Gets whether the source is an SSH manifest, whose commands the cluster runs on hosts.</summary>
    public bool IsSsh { get; }

    /// <summary>Gets the auto-copy job that the statement creates; null if there is none.</summary>
    public string? JobName { get; }

    /// <summary>
    /// Gets the number of rows that the statement loads, if Send counted the records of all objects; otherwise, null.
    /// </summary>
    public long? RowCount { get; }

    /// <summary>Gets the ETag of the manifest; null if it is not known or there is none.</summary>
    public string? ManifestETag { get; }
}
