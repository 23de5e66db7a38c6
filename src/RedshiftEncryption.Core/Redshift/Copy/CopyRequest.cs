using RedshiftEncryption.Redshift.Sql;

namespace RedshiftEncryption.Redshift.Copy;

/// <summary>All that a COPY statement is made of. Options are named as COPY names them; what is null or false is not said.</summary>
/// <param name="Table">A table's name, as a person writes it.</param>
/// <param name="Source">What to load.</param>
/// <param name="Authorization">How Redshift reads it.</param>
internal sealed record CopyRequest(string Table, CopySource Source, StatementAuthorization Authorization) : StatementRequest(Authorization)
{
    public IReadOnlyList<string> Columns { get; init; } = [];

    public CopyFormat? Format { get; init; }

    /// <summary>The quotation mark of CSV.</summary>
    public string? Quote { get; init; }

    /// <summary><c>auto</c>, <c>auto ignorecase</c>, <c>noshred</c> or the S3 URI of a JSONPaths file; null for <c>auto</c>.</summary>
    public string? JsonOption { get; init; }

    /// <summary><c>auto</c>, <c>auto ignorecase</c> or the S3 URI of a JSONPaths file; null for <c>auto</c>.</summary>
    public string? AvroOption { get; init; }

    public CopySimplify? Simplify { get; init; }

    public double? SimplifyTolerance { get; init; }

    public bool SerializeToJson { get; init; }

    public CopyCompression Compression { get; init; }

    public bool AcceptAnyDate { get; init; }

    /// <summary>What replaces a character that is no UTF-8.</summary>
    public string? AcceptInvChars { get; init; }

    public bool BlanksAsNull { get; init; }

    public string? DateFormat { get; init; }

    public bool EmptyAsNull { get; init; }

    public CopyEncoding? Encoding { get; init; }

    public bool ExplicitIds { get; init; }

    public bool FillRecord { get; init; }

    public bool IgnoreBlankLines { get; init; }

    /// <summary>How many lines at the beginning of each object are passed over.</summary>
    public int IgnoreHeader { get; init; }

    public bool RemoveQuotes { get; init; }

    public bool RoundEc { get; init; }

    public string? TimeFormat { get; init; }

    public bool TrimBlanks { get; init; }

    public bool TruncateColumns { get; init; }

    /// <summary>The rows of a sample for compression analysis.</summary>
    public int? CompRows { get; init; }

    public CopyCompUpdate? CompUpdate { get; init; }

    public bool IgnoreAllErrors { get; init; }

    /// <summary>How many errors end the load.</summary>
    public int? MaxError { get; init; }

    public bool NoLoad { get; init; }

    public OnOff? StatUpdate { get; init; }

    /// <summary>Free option lines.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>The auto-copy job that the statement creates in place of loading.</summary>
    public string? JobName { get; init; }

    public OnOff? AutoRun { get; init; }
}
