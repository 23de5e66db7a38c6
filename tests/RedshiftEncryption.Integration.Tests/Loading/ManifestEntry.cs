using System.Text.Json;

namespace RedshiftEncryption.Integration.Loading;

/// <summary>An object that a manifest names.</summary>
internal sealed record ManifestEntry(string BucketName, string Key, bool IsMandatory)
{
    /// <summary>The entries of a manifest, as often as they are in it.</summary>
    /// <exception cref="LoadException">The text is not a manifest, for example because it is encrypted or compressed.</exception>
    public static List<ManifestEntry> ReadAll(byte[] manifest)
    {
        try
        {
            using var document = JsonDocument.Parse(manifest);
            return document.RootElement.GetProperty("entries").EnumerateArray().Select(Read).ToList();
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new LoadException($"The manifest cannot be read: {exception.Message}");
        }
    }

    /// <summary>The bucket and the key of an S3 URI; nothing in the key is an escape.</summary>
    /// <exception cref="LoadException">It is none.</exception>
    public static (string BucketName, string Key) Address(string uri) =>
        uri.StartsWith("s3://", StringComparison.Ordinal) && uri[5..].Split('/', 2) is [{ Length: > 0 } bucketName, { Length: > 0 } key]
            ? (bucketName, key)
            : throw new LoadException($"{uri} names no object in S3.");

    static ManifestEntry Read(JsonElement entry)
    {
        var (bucketName, key) = Address(entry.GetProperty("url").GetString() ?? "");
        return new ManifestEntry(bucketName, key, entry.TryGetProperty("mandatory", out var mandatory) && mandatory.GetBoolean());
    }
}
