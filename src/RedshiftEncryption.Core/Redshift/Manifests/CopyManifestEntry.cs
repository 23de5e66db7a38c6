using System.Text;
using RedshiftEncryption.Redshift.Sql;

namespace RedshiftEncryption.Redshift.Manifests;

/// <summary>One object that a manifest names, and what is known of it.</summary>
internal sealed record CopyManifestEntry
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    CopyManifestEntry(string url) => Url = url;

    /// <summary>The object's S3 URI; its key is taken literally, with no escapes.</summary>
    public string Url { get; }

    /// <summary>The object's length in bytes, where known.</summary>
    public long? Length { get; init; }

    /// <summary>Whether the manifest tells the length, whatever the format.</summary>
    public bool StatesLength { get; init; }

    /// <summary>The client-side envelope by its name in <see cref="EnvelopeKind"/>, where known.</summary>
    public string? Envelope { get; init; }

    public string? RootKeyFingerprint { get; init; }

    /// <summary>By its name in <see cref="CopyCompression"/>; null for what the object's name tells.</summary>
    public string? Compression { get; init; }

    public string? ServerSideEncryption { get; init; }

    public string? Region { get; init; }

    public string? EndpointUrl { get; init; }

    /// <summary>What the object's round trip came to; null where there was none.</summary>
    public bool? Verified { get; init; }

    /// <summary>Whether the object begins with a header that Send repeated; null where that is not known.</summary>
    public bool? HasHeader { get; init; }

    /// <summary>Whether the object was made of no bytes of its source: a header is neither there nor missed.</summary>
    public bool IsOfNothing { get; init; }

    /// <summary>The file that the object was made from, for messages.</summary>
    public string? SourcePath { get; init; }

    /// <exception cref="InvalidCopyOptionException">The bucket's name cannot be one, or COPY does not read it.</exception>
    /// <exception cref="InvalidKeyException">No object can have the key.</exception>
    public static CopyManifestEntry Of(string bucketName, string key)
    {
        var url = StatementUri.Of(StatementUri.Create(bucketName, key));
        if (key.Length == 0)
            throw new InvalidKeyException($"{url} has no key; a manifest names objects, not buckets.");
        try
        {
            _ = StrictUtf8.GetByteCount(key);
        }
        catch (EncoderFallbackException exception)
        {
            throw new InvalidKeyException($"The key of {url} is not valid Unicode, so no object can have it.", exception);
        }
        return new CopyManifestEntry(url);
    }
}
