namespace RedshiftEncryption.Storage;

/// <summary>What HTTP says of a content, as it was given when the object was written; null for what was not.</summary>
internal sealed record ObjectHeaders
{
    public string? ContentType { get; init; }

    public string? CacheControl { get; init; }

    public string? ContentDisposition { get; init; }

    public string? ContentEncoding { get; init; }

    public string? ContentLanguage { get; init; }

    public DateTime? ExpiresUtc { get; init; }

    /// <summary>Where a static web site redirects to in place of this object.</summary>
    public string? WebsiteRedirect { get; init; }
}
