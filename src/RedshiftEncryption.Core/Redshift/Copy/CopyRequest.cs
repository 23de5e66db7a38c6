using RedshiftEncryption.Redshift.Sql;

namespace RedshiftEncryption.Redshift.Copy;

/// <summary>
/// Contains the parts of a COPY statement. Options have COPY's names. An option that is null or false is omitted.
/// </summary>
/// <param name="Table">A table name, as the user specified it.</param>
/// <param name="Source">The objects to load.</param>
/// <param name="Authorization">How Redshift is authorized to read the objects.</param>
internal sealed record CopyRequest(string Table, CopySource Source, StatementAuthorization Authorization) : StatementRequest(Authorization)
{
    public IReadOnlyList<string> Columns { get; init; } = [];

    public CopyFormat? Format { get; init; }

    /// <summary>Gets the quotation mark of CSV.</summary>
    public string? Quote { get; init; }

    /// <summary>
    /// Gets <c>auto</c>, <c>auto ignorecase</c>, <c>noshred</c> or the S3 URI of a JSONPaths file; null for <c>auto</c>.
    /// </summary>
    public string? JsonOption { get; init; }

    /// <summary>Gets <c>auto</c>, <c>auto ignorecase</c> or the S3 URI of a JSONPaths file; null for <c>auto</c>.</summary>
    public string? AvroOption { get; init; }

    public CopySimplify? Simplify { get; init; }

    public double? SimplifyTolerance { get; init; }

    public bool SerializeToJson { get; init; }

    public CopyCompression Compression { get; init; }

    public bool AcceptAnyDate { get; init; }

    /// <summary>Gets the replacement for characters that are not valid UTF-8.</summary>
    public string? AcceptInvChars { get; init; }

    public bool BlanksAsNull { get; init; }

    public string? DateFormat { get; init; }

    public bool EmptyAsNull { get; init; }

    public CopyEncoding? Encoding { get; init; }

    public bool ExplicitIds { get; init; }

    public bool FillRecord { get; init; }

    public bool IgnoreBlankLines { get; init; }

    /// <summary>Gets the number of lines to skip at the beginning of each object.</summary>
    public int IgnoreHeader { get; init; }

    public bool RemoveQuotes { get; init; }

    public bool RoundEc { get; init; }

    public string? TimeFormat { get; init; }

    public bool TrimBlanks { get; init; }

    public bool TruncateColumns { get; init; }

    /// <summary>Gets the number of rows in the sample for compression analysis.</summary>
    public int? CompRows { get; init; }

    public CopyCompUpdate? CompUpdate { get; init; }

    public bool IgnoreAllErrors { get; init; }

    /// <summary>Gets the number of errors at which the load fails.</summary>
    public int? MaxError { get; init; }

    public bool NoLoad { get; init; }

    public OnOff? StatUpdate { get; init; }

    /// <summary>Gets additional option lines.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Gets the number of rows in the objects; null if it is not known or the options change it.</summary>
    public long? RowCount { get; init; }

    /// <summary>Gets the ETag of the manifest; null if it is not known or there is none.</summary>
    public string? ManifestETag { get; init; }

    /// <summary>Gets the name of the auto-copy job that the statement creates instead of loading.</summary>
    public string? JobName { get; init; }

    public OnOff? AutoRun { get; init; }
}
