namespace RedshiftEncryption.Redshift.Sql;

/// <summary>What COPY and UNLOAD have in common.</summary>
internal abstract record StatementRequest(StatementAuthorization Authorization)
{
    /// <summary>Whether the objects are client-side encrypted.</summary>
    public bool Encrypted { get; init; }

    /// <summary>The root key, where it is known; the statement keeps a copy.</summary>
    public RootKey? RootKey { get; init; }

    /// <summary>The bucket's region, or null for the cluster's own.</summary>
    public string? Region { get; init; }

    /// <summary>The field delimiter, or null for the format's own.</summary>
    public string? Delimiter { get; init; }

    /// <summary>Labels and widths: <c>name:20,price:8</c>.</summary>
    public string? FixedWidth { get; init; }

    /// <summary>The text that stands for NULL in the files.</summary>
    public string? NullAs { get; init; }

    public bool Escape { get; init; }

    /// <summary>Whether ENCRYPTED is in the statement, for whichever reason.</summary>
    public virtual bool SaysEncrypted => Encrypted;
}
