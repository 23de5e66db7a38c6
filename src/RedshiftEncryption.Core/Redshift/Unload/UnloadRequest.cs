using RedshiftEncryption.Redshift.Sql;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Redshift.Unload;

/// <summary>All that an UNLOAD statement is made of. Options are named as UNLOAD names them; what is null or false is not said.</summary>
/// <param name="Query">A SELECT, unquoted.</param>
/// <param name="Destination">What the files' names begin with.</param>
/// <param name="Authorization">How Redshift writes there.</param>
internal sealed record UnloadRequest(string Query, S3Address Destination, StatementAuthorization Authorization)
    : StatementRequest(Authorization)
{
    public UnloadFormat? Format { get; init; }

    public IReadOnlyList<string> PartitionBy { get; init; } = [];

    /// <summary>Whether the partition columns stay in the files.</summary>
    public bool Include { get; init; }

    public bool Manifest { get; init; }

    public bool Verbose { get; init; }

    public bool Header { get; init; }

    /// <summary>Whether the bucket's own KMS key encrypts the files.</summary>
    public bool EncryptedAuto { get; init; }

    public string? KmsKeyId { get; init; }

    public UnloadCompression Compression { get; init; }

    public bool AddQuotes { get; init; }

    public bool AllowOverwrite { get; init; }

    public bool CleanPath { get; init; }

    public OnOff? Parallel { get; init; }

    /// <summary>A number and a unit, <c>100 MB</c> or <c>6.2GB</c>; MB where there is none.</summary>
    public string? MaxFileSize { get; init; }

    /// <summary>A number and a unit, as above.</summary>
    public string? RowGroupSize { get; init; }

    public string? Extension { get; init; }

    public override bool SaysEncrypted => Encrypted || EncryptedAuto || KmsKeyId is not null;
}
