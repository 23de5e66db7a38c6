namespace RedshiftEncryption.Storage;

/// <summary>Normalizes an endpoint's URL, so that two URLs can be compared and a key can be appended.</summary>
internal static class EndpointAddress
{
    /// <summary>
    /// Converts scheme and host to lowercase, and removes the default port and a trailing slash: the SDK adds a slash
    /// before the bucket.
    /// </summary>
    /// <returns>Null if the text is not an http or https URL, or has a query or a fragment.</returns>
    public static string? Normalized(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri.Query.Length == 0
        && uri.Fragment.Length == 0
            ? uri.GetLeftPart(UriPartial.Path).TrimEnd('/')
            : null;
}
