namespace RedshiftEncryption.Redshift.Sql;

/// <summary>Contains the options that COPY and UNLOAD have in common.</summary>
internal abstract record StatementRequest(StatementAuthorization Authorization)
{
    /// <summary>Gets whether the objects are client-side encrypted.</summary>
    public bool Encrypted { get; init; }

    /// <summary>Gets the root key, or null if it is not known. The statement keeps a copy.</summary>
    public RootKey? RootKey { get; init; }

    /// <summary>Gets the bucket's region, or null for the region of the cluster.</summary>
    public string? Region { get; init; }

    /// <summary>Gets the field delimiter, or null for the default of the format.</summary>
    public string? Delimiter { get; init; }

    /// <summary>Gets labels and widths, such as <c>name:20,price:8</c>.</summary>
    public string? FixedWidth { get; init; }

    /// <summary>Gets the text that represents NULL in the files.</summary>
    public string? NullAs { get; init; }

    public bool Escape { get; init; }

    /// <summary>Gets whether the statement contains ENCRYPTED, for any reason.</summary>
    public virtual bool SaysEncrypted => Encrypted;
}
