using System.Security.Cryptography;

namespace LocalS3;

/// <summary>All that has to be known of a body's bytes, computed while they come in.</summary>
sealed class PayloadDigests(PayloadFraming framing, ChecksumClaim? claim, string? contentMd5) : IDisposable
{
    // S3's ETag is an MD5; it identifies, it protects nothing.
#pragma warning disable CA5351
    readonly HashChecksum md5 = new(HashAlgorithmName.MD5);
#pragma warning restore CA5351
    readonly HashChecksum? sha256 = framing.Sha256 is null ? null : new HashChecksum(HashAlgorithmName.SHA256);
    readonly RunningChecksum? checksum = claim?.Algorithm.Start();

    public void Append(ReadOnlySpan<byte> bytes)
    {
        md5.Append(bytes);
        sha256?.Append(bytes);
        checksum?.Append(bytes);
    }

    /// <returns>The bytes' MD5, and their additional checksum if the request names one.</returns>
    /// <exception cref="S3Exception">The bytes do not match the headers of the request.</exception>
    public (byte[] Md5, ChecksumValue? Checksum) Check(IReadOnlyDictionary<string, string> trailers)
    {
        if (
            sha256 is not null
            && Convert.ToHexStringLower(sha256.Finish()) is var hash
            && !hash.Equals(framing.Sha256, StringComparison.Ordinal)
        )
            throw Refusal.ContentSha256Mismatch(framing.Sha256!, hash);
        var digest = md5.Finish();
        if (contentMd5 is not null && !contentMd5.Equals(Convert.ToBase64String(digest), StringComparison.Ordinal))
            throw Refusal.BadDigest("Content-MD5");
        if (claim is null)
            return (digest, null);

        var expected = claim.Value ?? trailers[claim.Algorithm.HeaderName];
        if (!claim.Algorithm.IsDigest(expected))
            throw Refusal.InvalidRequest($"Value for {claim.Algorithm.HeaderName} trailing header is invalid.");
        var value = Convert.ToBase64String(checksum!.Finish());
        if (!value.Equals(expected, StringComparison.Ordinal))
            throw Refusal.BadDigest(claim.Algorithm.Name);
        return (digest, new ChecksumValue(claim.Algorithm, value, ChecksumType.FullObject));
    }

    public void Dispose()
    {
        md5.Dispose();
        sha256?.Dispose();
        checksum?.Dispose();
    }
}
