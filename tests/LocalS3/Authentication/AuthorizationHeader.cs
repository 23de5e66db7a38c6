namespace LocalS3;

/// <summary>The fields of a Signature Version 4 Authorization header.</summary>
sealed record AuthorizationHeader(
    string AccessKeyId,
    string Date,
    string Region,
    string Service,
    IReadOnlyList<string> SignedHeaders,
    string Signature
)
{
    public const string Algorithm = "AWS4-HMAC-SHA256";
    public const string Terminator = "aws4_request";

    public string Scope => $"{Date}/{Region}/{Service}/{Terminator}";

    /// <exception cref="S3Exception">It is of another version or malformed.</exception>
    public static AuthorizationHeader Parse(string header, string service)
    {
        if (!header.StartsWith(Algorithm + " ", StringComparison.Ordinal))
            throw Refusal.InvalidRequest($"The authorization mechanism you have provided is not supported. Please use {Algorithm}.");
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in header[Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                fields[field[..equals]] = field[(equals + 1)..];
        }
        if (
            !fields.TryGetValue("Credential", out var credential)
            || !fields.TryGetValue("SignedHeaders", out var signedHeaders)
            || !fields.TryGetValue("Signature", out var signature)
        )
            throw Refusal.AuthorizationHeaderMalformed("it needs Credential, SignedHeaders and Signature.");

        var scope = credential.Split('/');
        // An access key id may itself hold slashes; the scope is always the last four.
        if (scope.Length < 5 || scope[^1] is not Terminator)
            throw Refusal.AuthorizationHeaderMalformed(
                $"the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/{Terminator}\"."
            );
        if (!string.Equals(scope[^2], service, StringComparison.Ordinal))
            throw Refusal.AuthorizationHeaderMalformed($"incorrect service \"{scope[^2]}\". This endpoint belongs to \"{service}\".");
        return new AuthorizationHeader(string.Join('/', scope[..^4]), scope[^4], scope[^3], scope[^2], signedHeaders.Split(';'), signature);
    }
}
