using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// Preserves the user metadata and headers of an object that is rewritten. Anything that would be lost is an error.
/// </summary>
internal static class CarriedProperties
{
    /// <summary>The character that a decoder substitutes for bytes that are not UTF-8.</summary>
    const string Undecodable = "\ufffd";

    /// <summary>Rejects an object if the server's response does not contain all its properties.</summary>
    /// <exception cref="ObjectStoreException">A property could not be preserved.</exception>
    public static void ThrowIfIncomplete(S3Address address, ObjectDescription description)
    {
        var lost =
            description.MissingMetadata > 0
                ? $"the server omits {description.MissingMetadata} of its user metadata entries (x-amz-missing-meta)"
            : description.Metadata.FirstOrDefault(static field => field.Value.Contains(Undecodable, StringComparison.Ordinal)).Key
                is { } name
                ? $"its user metadata '{name}' is not UTF-8"
            : description.UnreadableExpires is { } expires ? $"its Expires header, '{VisibleText.Of(expires)}', is not a date"
            : null;
        if (lost is not null)
            throw new ObjectStoreException(
                ObjectStoreFault.RequestRefused,
                $"{address} cannot be rewritten without losing properties: {lost}. The object was not modified."
            );
    }

    /// <summary>Gets a warning about properties that are not preserved; null if none are known.</summary>
    public static string? Warning(S3Address address, ObjectDescription description) =>
        description.IsLocked
            ? $"The retention period or legal hold (Object Lock) of {address} is not copied: the new object gets the bucket's default."
            : null;

    /// <summary>Rejects an object that the server did not store as it was sent.</summary>
    /// <exception cref="ObjectStoreException">The object has other metadata or headers.</exception>
    public static void ThrowIfChanged(ObjectWrite write, ObjectDescription found)
    {
        var changed = write.Metadata.FirstOrDefault(field => !HasField(found, field.Key, field.Value)).Key is { } name
            ? $"the user metadata '{name}'"
            : ChangedHeader(write.Headers, found.Headers);
        if (changed is not null)
            throw new ObjectStoreException(
                ObjectStoreFault.ObjectChanged,
                $"{write.Address} is stored, but {changed} differs from what was sent: the server did not store it, "
                    + "or another client has overwritten the object in the meantime."
            );
    }

    /// <summary>
    /// Returns whether an object has an entry of the user metadata, in either of the forms that servers return.
    /// </summary>
    public static bool HasField(ObjectDescription found, string name, string sent) =>
        found.Metadata.TryGetValue(name, out var value)
        && (
            string.Equals(value, sent, StringComparison.Ordinal)
            || string.Equals(EncodedWord.Decode(value), EncodedWord.Decode(sent), StringComparison.Ordinal)
        );

    static string? ChangedHeader(ObjectHeaders sent, ObjectHeaders found) =>
        IsLost(sent.ContentType, found.ContentType) ? "the Content-Type"
        : IsLost(sent.CacheControl, found.CacheControl) ? "the Cache-Control"
        : IsLost(sent.ContentDisposition, found.ContentDisposition) ? "the Content-Disposition"
        : IsLost(sent.ContentEncoding, found.ContentEncoding) ? "the Content-Encoding"
        : IsLost(sent.ContentLanguage, found.ContentLanguage) ? "the Content-Language"
        : sent.ExpiresUtc is not null && sent.ExpiresUtc != found.ExpiresUtc ? "the Expires header"
        : IsLost(sent.WebsiteRedirect, found.WebsiteRedirect) ? "the website redirect"
        : null;

    static bool IsLost(string? sent, string? found) => sent is not null && !string.Equals(sent, found, StringComparison.Ordinal);
}
