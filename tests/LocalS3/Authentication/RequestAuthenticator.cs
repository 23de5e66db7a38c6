using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LocalS3;

/// <summary>Checks the Signature Version 4 of a request's head. The signatures of single chunks in its body are not checked.</summary>
sealed class RequestAuthenticator(AccessKey accessKey, TimeProvider clock)
{
    static readonly TimeSpan MaxClockSkew = TimeSpan.FromMinutes(15);

    /// <exception cref="S3Exception">The request is not signed, or not with this server's key.</exception>
    public void Authenticate(HttpRequest request, RequestTarget target, string service)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.Length == 0)
            throw target.Query.Contains("X-Amz-Algorithm") ? Refusal.NotImplemented("presigned URLs") : Refusal.AccessDenied();
        var authorization = AuthorizationHeader.Parse(header, service);
        if (!string.Equals(authorization.AccessKeyId, accessKey.Id, StringComparison.Ordinal))
            throw Refusal.InvalidAccessKeyId(authorization.AccessKeyId);
        CheckSessionToken(request);
        var date = CheckDate(request, authorization);
        CheckSignedHeaders(request, authorization);

        var payloadHash = request.Headers[AmazonHeader.ContentSha256].ToString();
        if (payloadHash.Length == 0)
            throw Refusal.InvalidRequest($"Missing required header for this request: {AmazonHeader.ContentSha256}");
        var canonicalRequest = CanonicalRequest.Build(request, target, authorization.SignedHeaders, payloadHash);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalRequest)));
        var stringToSign = $"{AuthorizationHeader.Algorithm}\n{date}\n{authorization.Scope}\n{hash}";
        if (!CryptographicOperations.FixedTimeEquals(Sign(authorization, stringToSign), Encoding.UTF8.GetBytes(authorization.Signature)))
            throw Refusal.SignatureDoesNotMatch(authorization, stringToSign, canonicalRequest);
    }

    void CheckSessionToken(HttpRequest request)
    {
        var sent = request.Headers.TryGetValue(AmazonHeader.SecurityToken, out var token) ? token.ToString() : null;
        if (string.Equals(sent, accessKey.SessionToken, StringComparison.Ordinal))
            return;
        // As at AWS: without its token, the ID of a temporary key is not known.
        throw sent is null ? Refusal.InvalidAccessKeyId(accessKey.Id) : Refusal.InvalidToken();
    }

    string CheckDate(HttpRequest request, AuthorizationHeader authorization)
    {
        var date = request.Headers[AmazonHeader.Date].ToString();
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTimeOffset.TryParseExact(date, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, Utc, out var time))
            throw Refusal.AccessDenied($"AWS authentication requires a valid {AmazonHeader.Date} header");
        if (!date.StartsWith(authorization.Date, StringComparison.Ordinal) || authorization.Date.Length != 8)
            throw Refusal.AuthorizationHeaderMalformed(
                $"Invalid credential date \"{authorization.Date}\". This date is not the same as {AmazonHeader.Date}: \"{date[..8]}\"."
            );
        if ((clock.GetUtcNow() - time).Duration() > MaxClockSkew)
            throw Refusal.RequestTimeTooSkewed();
        return date;
    }

    static void CheckSignedHeaders(HttpRequest request, AuthorizationHeader authorization)
    {
        var signed = authorization.SignedHeaders.ToHashSet(StringComparer.OrdinalIgnoreCase);
        // An unsigned header could have been added in transit: S3 requires the host and all its own headers to be signed.
        var unsigned = request.Headers.Keys.Where(name => AmazonHeader.IsAmazon(name) && !signed.Contains(name)).ToList();
        if (!signed.Contains("host"))
            unsigned.Add("host");
        if (unsigned.Count > 0)
            throw Refusal.HeadersNotSigned(unsigned);
    }

    byte[] Sign(AuthorizationHeader authorization, string stringToSign)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + accessKey.Secret);
        foreach (
            var step in (ReadOnlySpan<string>)
                [authorization.Date, authorization.Region, authorization.Service, AuthorizationHeader.Terminator]
        )
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(step));
        var signature = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(stringToSign));
        return Encoding.UTF8.GetBytes(Convert.ToHexStringLower(signature));
    }
}
