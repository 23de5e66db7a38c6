using RedshiftEncryption.Redshift.Sql;
using RedshiftEncryption.Redshift.Unload;

namespace RedshiftEncryption;

/// <summary>One UNLOAD statement.</summary>
public sealed class UnloadStatement : RedshiftStatement
{
    internal UnloadStatement(UnloadRequest request, IReadOnlyList<StatementClause> clauses)
        : base(request, clauses)
    {
        Query = request.Query;
        To = request.Destination.Uri;
        IsManifest = request.Manifest;
        KmsKeyId = request.KmsKeyId;
    }

    /// <summary>The query, as it was given.</summary>
    public string Query { get; }

    /// <summary>The S3 URI that the files' names begin with.</summary>
    public string To { get; }

    /// <summary>Whether a manifest is written too.</summary>
    public bool IsManifest { get; }

    /// <summary>The KMS key that the server encrypts the files with, where one is named.</summary>
    public string? KmsKeyId { get; }
}
