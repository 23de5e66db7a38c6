using System.Globalization;

namespace LocalS3;

/// <summary>The checksum of an object in several parts.</summary>
static class MultipartChecksum
{
    /// <returns>Null when the upload was created without an algorithm, or its bytes are gone.</returns>
    /// <exception cref="S3Exception">The request contains another checksum.</exception>
    public static ChecksumValue? Compute(S3Request request, MultipartUpload upload, IReadOnlyList<UploadedPart> parts, Content content)
    {
        var type = request.Header(AmazonHeader.ChecksumType);
        if (type is not null && !string.Equals(type, upload.ChecksumType, StringComparison.Ordinal))
            throw Refusal.InvalidRequest(
                $"The upload was created using the {upload.ChecksumType ?? "null"} checksum mode. The complete request must use the same checksum mode."
            );
        if (upload.ChecksumAlgorithm is not { } algorithm || content.IsDiscarded)
            return null;

        var isComposite = upload.ChecksumType is ChecksumType.Composite;
        var digest = isComposite ? Composite(algorithm, parts) : content.Digest(algorithm);
        var suffix = isComposite ? "-" + parts.Count.ToString(CultureInfo.InvariantCulture) : "";
        var expected = request.Header(algorithm.HeaderName);
        // Clients may leave the number of parts out.
        if (expected is not null && !((ReadOnlySpan<string>)[digest, digest + suffix]).Contains(expected))
            throw Refusal.BadDigest(algorithm.Name);
        return new ChecksumValue(algorithm, digest + suffix, upload.ChecksumType!);
    }

    static string Composite(ChecksumAlgorithm algorithm, IReadOnlyList<UploadedPart> parts)
    {
        using var checksum = algorithm.Start();
        foreach (var part in parts)
            checksum.Append(Convert.FromBase64String(part.Checksum!.Value));
        return Convert.ToBase64String(checksum.Finish());
    }
}
