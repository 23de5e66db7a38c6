namespace RedshiftEncryption;

/// <summary>All that a COPY statement is made of.</summary>
/// <param name="Table">A table's name, as a person writes it.</param>
/// <param name="Source">What to load.</param>
/// <param name="IamRole">An ARN or <c>default</c>.</param>
internal sealed record CopyRequest(string Table, CopySource Source, string IamRole)
{
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Whether the objects are client-side encrypted.</summary>
    public bool Encrypted { get; init; }

    /// <summary>The root key, where it is known; the statement keeps a copy.</summary>
    public RootKey? RootKey { get; init; }

    public CopyFormat Format { get; init; }

    /// <summary>The field delimiter, or null for the format's own.</summary>
    public string? Delimiter { get; init; }

    /// <summary><c>auto</c>, <c>auto ignorecase</c>, <c>noshred</c> or the S3 URI of a JSONPaths file; null for <c>auto</c>.</summary>
    public string? JsonOption { get; init; }

    /// <summary>How many lines at the beginning of each object are passed over.</summary>
    public int IgnoreHeader { get; init; }

    public CopyCompression Compression { get; init; }

    /// <summary>The bucket's region, or null for the cluster's own.</summary>
    public string? Region { get; init; }

    /// <summary>Free option lines.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];
}
