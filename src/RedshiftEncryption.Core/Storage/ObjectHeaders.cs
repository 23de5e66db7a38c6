namespace RedshiftEncryption.Storage;

/// <summary>Contains the HTTP headers that were set when the object was written; null for headers that were not set.</summary>
internal sealed record ObjectHeaders
{
    public string? ContentType { get; init; }

    public string? CacheControl { get; init; }

    public string? ContentDisposition { get; init; }

    public string? ContentEncoding { get; init; }

    public string? ContentLanguage { get; init; }

    public DateTime? ExpiresUtc { get; init; }

    /// <summary>The redirect target for this object in a static website.</summary>
    public string? WebsiteRedirect { get; init; }
}
