using RedshiftEncryption.Redshift.Sql;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Redshift.Manifests;

/// <summary>
/// Represents one object in a manifest, with its known properties. A manifest can have hundreds of thousands, so nothing is stored
/// that can be computed.
/// </summary>
internal sealed record CopyManifestEntry
{
    /// <summary>Creates an entry of an object.</summary>
    /// <exception cref="InvalidCopyOptionException">The bucket name is not valid, or COPY does not support it.</exception>
    /// <exception cref="InvalidKeyException">The key is empty, too long or not valid Unicode.</exception>
    public CopyManifestEntry(string bucketName, string key)
    {
        Address = StatementUri.Create(bucketName, key);
        StatementUri.ThrowIfArn(Address);
        if (key.Length == 0)
            throw new InvalidKeyException($"{Url} has no key. A manifest contains objects, not buckets.");
        ObjectKey.Validate(key);
    }

    public S3Address Address { get; }

    /// <summary>Gets the object's S3 URI. The key is literal, without escapes.</summary>
    public string Url => Address.Uri;

    /// <summary>Gets the object's length in bytes, if known.</summary>
    public long? Length { get; init; }

    /// <summary>Gets whether the manifest contains the length, for every format.</summary>
    public bool StatesLength { get; init; }

    /// <summary>Gets the client-side envelope by its name in <see cref="EnvelopeKind"/>, if known.</summary>
    public string? Envelope { get; init; }

    public string? RootKeyFingerprint { get; init; }

    /// <summary>Gets the ETag without quotes, if known.</summary>
    public string? ETag { get; init; }

    /// <summary>Gets the version that the record names, if any. COPY from S3 reads the current one.</summary>
    public string? VersionId { get; init; }

    /// <summary>Gets the length of the decrypted content in bytes, if known.</summary>
    public long? PlaintextLength { get; init; }

    /// <summary>
    /// Gets the compression by its name in <see cref="CopyCompression"/>; null to detect it by the object's name.
    /// </summary>
    public string? Compression { get; init; }

    public string? ServerSideEncryption { get; init; }

    public string? Region { get; init; }

    public string? EndpointUrl { get; init; }

    /// <summary>Gets whether the object's round trip was verified; null if it was not tested.</summary>
    public bool? Verified { get; init; }

    /// <summary>Gets whether the object begins with a header that Send repeated; null if that is not known.</summary>
    public bool? HasHeader { get; init; }

    /// <summary>Gets the number of records in the object, if known.</summary>
    public long? RowCount { get; init; }

    /// <summary>Gets whether the object contains no bytes of its source, so that it needs no header.</summary>
    public bool IsOfNothing { get; init; }

    /// <summary>Gets the source file of the object, for messages.</summary>
    public string? SourcePath { get; init; }

    /// <summary>Compares two entries by their URLs, with ordinal comparison.</summary>
    public static int CompareUrls(CopyManifestEntry left, CopyManifestEntry right) =>
        HaveOneBucket(left, right)
            ? string.CompareOrdinal(left.Address.Key, right.Address.Key)
            : string.CompareOrdinal(left.Url, right.Url);

    /// <summary>Returns whether two entries name the same object.</summary>
    public static bool AreOfOneObject(CopyManifestEntry left, CopyManifestEntry right) =>
        HaveOneBucket(left, right) && string.Equals(left.Address.Key, right.Address.Key, StringComparison.Ordinal);

    static bool HaveOneBucket(CopyManifestEntry left, CopyManifestEntry right) =>
        string.Equals(left.Address.BucketName, right.Address.BucketName, StringComparison.Ordinal);
}
