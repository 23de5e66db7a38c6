using System.Net;
using System.Text.RegularExpressions;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Aws;

/// <summary>
/// Rejects responses that redirect elsewhere. The SDK would follow a 307 and send the session token and the body to any
/// host whose name begins like an S3 host name. Only AWS's own redirects between regions, over https, are left to the
/// SDK.
/// </summary>
internal sealed class RedirectGuard(HttpMessageHandler transport) : DelegatingHandler(transport)
{
    /// <summary>
    /// Matches hosts that belong to Amazon S3. Other names under amazonaws.com, such as those of EC2 instances, belong
    /// to AWS customers.
    /// </summary>
    static readonly Regex S3Host = new(
        @"^([a-z0-9.-]+\.)?s3(-fips|-accelerate)?([.-]dualstack)?([.-][a-z0-9-]+)?\.amazonaws\.com(\.cn)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        TimeSpan.FromSeconds(1)
    );

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        // Without a Location header it is an error document, which contains the bucket's region.
        if (
            (int)response.StatusCode is < 300 or >= 400
            || response.StatusCode == HttpStatusCode.NotModified
            || !response.Headers.TryGetValues("Location", out var locations)
        )
            return response;
        var from = request.RequestUri!;
        var location = locations.First();
        if (Uri.TryCreate(from, location, out var to) && IsBetweenRegions(from, to))
            return response;
        response.Dispose();
        throw new RefusedResponseException(ObjectStoreFault.Redirected, Explain(from, to, location));
    }

    static bool IsBetweenRegions(Uri from, Uri to) =>
        IsHttps(from) && IsHttps(to) && to.IsDefaultPort && S3Host.IsMatch(from.Host) && S3Host.IsMatch(to.Host);

    static bool IsHttps(Uri uri) => string.Equals(uri.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal);

    static string Explain(Uri from, Uri? to, string location)
    {
        if (to is null || !to.IsAbsoluteUri || to.Scheme is not ("http" or "https"))
            return $"The endpoint {Origin(from)} redirects to '{VisibleText.Of(location)}', which is not a URL of an endpoint.";
        if (!IsHttps(from) && IsHttps(to) && string.Equals(from.Host, to.Host, StringComparison.OrdinalIgnoreCase))
            return $"The endpoint {Origin(from)} redirects to {Origin(to)}.";
        if (string.Equals(Origin(from), Origin(to), StringComparison.Ordinal))
            return $"The endpoint {Origin(from)} redirects requests to another path. Redirects are not followed.";
        return IsHttps(from) && !IsHttps(to)
            ? $"The endpoint {Origin(from)} redirects to {Origin(to)}, which is not encrypted. The redirect was not followed."
            : $"The endpoint {Origin(from)} redirects to {Origin(to)}, which is another host. The redirect was not followed.";
    }

    /// <summary>Gets scheme, host and port only: paths contain keys, and queries can contain signatures.</summary>
    static string Origin(Uri uri) => uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
}
