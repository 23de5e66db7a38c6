using System.Globalization;

namespace RedshiftEncryption.Storage;

/// <summary>Specifies how the user wants objects stored, besides their encryption. All values have been checked.</summary>
internal sealed record StorageOptions
{
    static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets the storage class; null for the server's default or that of the source.</summary>
    public string? StorageClass { get; init; }

    /// <summary>Gets the tags, which take precedence over those of a source.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = None;

    /// <summary>Gets the user metadata by lower-case names, which takes precedence over that of a source.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = None;

    /// <summary>Gets the Content-Type; null for the default or that of the source.</summary>
    public string? ContentType { get; init; }

    /// <summary>Gets the Cache-Control; null for none or that of the source.</summary>
    public string? CacheControl { get; init; }

    /// <summary>Gets whether SSE-KMS uses an S3 Bucket Key; null for the bucket's default.</summary>
    public bool? BucketKeyEnabled { get; init; }

    /// <summary>Adds the options to an object, over the properties that it has from its source.</summary>
    /// <exception cref="ObjectStoreException">The object would have more tags than S3 stores.</exception>
    public ObjectWrite ApplyTo(ObjectWrite write)
    {
        var tags = Merged(write.Tags, Tags, StringComparer.Ordinal);
        if (Tags.Count > 0 && tags.Count > TagRules.MaximumCount)
            throw new ObjectStoreException(
                ObjectStoreFault.RequestRefused,
                string.Format(
                    CultureInfo.InvariantCulture,
                    "{0} would have {1} tags, with those of its source. S3 stores at most {2}. Nothing was sent.",
                    write.Address,
                    tags.Count,
                    TagRules.MaximumCount
                )
            );
        return write with
        {
            StorageClass = StorageClass ?? write.StorageClass,
            Tags = tags,
            Metadata = Merged(write.Metadata, Metadata, StringComparer.OrdinalIgnoreCase),
            // Metadata that is only preserved is the server's affair: S3-compatible servers store more.
            MetadataLimit = Metadata.Count > 0 ? UserMetadata.MaximumLength : null,
            Headers = write.Headers with
            {
                ContentType = ContentType ?? write.Headers.ContentType,
                CacheControl = CacheControl ?? write.Headers.CacheControl,
            },
            BucketKeyEnabled = BucketKeyEnabled,
        };
    }

    /// <summary>
    /// Returns whether an object has the metadata and the headers, which change only when it is written. Lifecycle rules and
    /// other tools change storage classes and tags, so those do not count.
    /// </summary>
    /// <param name="found">What the server reports about the object.</param>
    /// <param name="hasField">Compares an entry of the metadata.</param>
    public bool AreIn(ObjectDescription found, Func<ObjectDescription, string, string, bool> hasField) =>
        Metadata.All(field => hasField(found, field.Key, field.Value))
        && (ContentType is null || string.Equals(ContentType, found.Headers.ContentType, StringComparison.Ordinal))
        && (CacheControl is null || string.Equals(CacheControl, found.Headers.CacheControl, StringComparison.Ordinal));

    /// <summary>Returns the entries of both, those of the second over those of the first.</summary>
    public static IReadOnlyDictionary<string, string> Merged(
        IReadOnlyDictionary<string, string> first,
        IReadOnlyDictionary<string, string> second,
        StringComparer comparer
    )
    {
        if (second.Count == 0)
            return first;
        var merged = new Dictionary<string, string>(comparer);
        foreach (var field in first.Concat(second))
            merged[field.Key] = field.Value;
        return merged;
    }
}
