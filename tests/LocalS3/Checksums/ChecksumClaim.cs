namespace LocalS3;

/// <summary>Represents the additional checksum that a request announces for its body: in a header, or in a trailer that follows.</summary>
sealed record ChecksumClaim(ChecksumAlgorithm Algorithm, string? Value)
{
    /// <returns>Null when the request names none.</returns>
    /// <exception cref="S3Exception">It names several, or one that contradicts its other headers.</exception>
    public static ChecksumClaim? Of(IHeaderDictionary headers, string? trailer)
    {
        ChecksumClaim? claim = null;
        foreach (var algorithm in ChecksumAlgorithm.All)
        {
            var announced = algorithm.HeaderName.Equals(trailer, StringComparison.OrdinalIgnoreCase);
            if (!headers.TryGetValue(algorithm.HeaderName, out var value) && !announced)
                continue;
            if (claim is not null || (announced && value.Count > 0))
                throw Refusal.InvalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
            claim = new ChecksumClaim(algorithm, announced ? null : value.ToString());
        }
        if (claim?.Value is not null && !claim.Algorithm.IsDigest(claim.Value))
            throw Refusal.InvalidRequest($"Value for {claim.Algorithm.HeaderName} header is invalid.");

        var named = headers[AmazonHeader.SdkChecksumAlgorithm].ToString();
        if (named.Length > 0)
            CheckNamed(ChecksumAlgorithm.Parse(named), claim);
        return claim;
    }

    static void CheckNamed(ChecksumAlgorithm named, ChecksumClaim? claim)
    {
        if (claim is null)
            throw Refusal.InvalidRequest(
                $"{AmazonHeader.SdkChecksumAlgorithm} specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found."
            );
        if (claim.Algorithm != named)
            throw Refusal.InvalidRequest($"Value for {AmazonHeader.SdkChecksumAlgorithm} header is invalid.");
    }
}
