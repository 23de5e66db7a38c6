using RedshiftEncryption.Redshift.Sql;
using RedshiftEncryption.Redshift.Unload;

namespace RedshiftEncryption;

/// <summary>Represents one UNLOAD statement.</summary>
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

    /// <summary>Gets the query as it was specified.</summary>
    public string Query { get; }

    /// <summary>Gets the S3 URI that the names of the files begin with.</summary>
    public string To { get; }

    /// <summary>Gets whether UNLOAD also writes a manifest.</summary>
    public bool IsManifest { get; }

    /// <summary>Gets the KMS key that the server encrypts the files with; null if none is specified.</summary>
    public string? KmsKeyId { get; }
}
