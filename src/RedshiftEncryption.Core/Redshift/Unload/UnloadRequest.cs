using RedshiftEncryption.Redshift.Sql;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Redshift.Unload;

/// <summary>
/// Contains the parts of an UNLOAD statement. Options have UNLOAD's names. An option that is null or false is omitted.
/// </summary>
/// <param name="Query">A SELECT, not quoted.</param>
/// <param name="Destination">The prefix of the file names.</param>
/// <param name="Authorization">How Redshift is authorized to write to the destination.</param>
internal sealed record UnloadRequest(string Query, S3Address Destination, StatementAuthorization Authorization)
    : StatementRequest(Authorization)
{
    public UnloadFormat? Format { get; init; }

    public IReadOnlyList<string> PartitionBy { get; init; } = [];

    /// <summary>Gets whether the files contain the partition columns.</summary>
    public bool Include { get; init; }

    public bool Manifest { get; init; }

    public bool Verbose { get; init; }

    public bool Header { get; init; }

    /// <summary>Gets whether the default KMS key of the bucket encrypts the files.</summary>
    public bool EncryptedAuto { get; init; }

    public string? KmsKeyId { get; init; }

    public UnloadCompression Compression { get; init; }

    public bool AddQuotes { get; init; }

    public bool AllowOverwrite { get; init; }

    public bool CleanPath { get; init; }

    public OnOff? Parallel { get; init; }

    /// <summary>Gets a number and a unit, such as <c>100 MB</c> or <c>6.2GB</c>. The default unit is MB.</summary>
    public string? MaxFileSize { get; init; }

    /// <summary>Gets a number and a unit. The default unit is MB.</summary>
    public string? RowGroupSize { get; init; }

    public string? Extension { get; init; }

    public override bool SaysEncrypted => Encrypted || EncryptedAuto || KmsKeyId is not null;
}
