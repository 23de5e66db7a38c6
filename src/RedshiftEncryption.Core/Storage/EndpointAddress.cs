namespace RedshiftEncryption.Storage;

/// <summary>An endpoint's URL in one spelling, so that two can be compared and a key can be appended.</summary>
internal static class EndpointAddress
{
    /// <summary>
    /// Lower-cases scheme and host, and drops the scheme's own port and a closing slash: the SDK puts another slash before
    /// the bucket.
    /// </summary>
    /// <returns>Null for what is not an http or https URL, or has a query or a fragment.</returns>
    public static string? Normalized(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri.Query.Length == 0
        && uri.Fragment.Length == 0
            ? uri.GetLeftPart(UriPartial.Path).TrimEnd('/')
            : null;
}
