using System.Text.Json;
using System.Text.Json.Nodes;

namespace RedshiftEncryption;

/// <summary>
/// Brings the manifest of an UNLOAD to where its objects have been converted to: the URLs of those that moved are
/// rewritten, and lengths go, for they are those of the ciphertext. All else stays as it is.
/// </summary>
internal static class UnloadManifestUrls
{
    /// <summary>A longer one is taken for no manifest, in bytes: UNLOAD's own have a line an object.</summary>
    public const long MaximumLength = 64L * 1024 * 1024;

    /// <summary>UNLOAD adds the word to its prefix.</summary>
    const string Suffix = "manifest";

    static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether the key is one that UNLOAD gives to manifests.</summary>
    public static bool IsPossibleKey(string key) => key.EndsWith(Suffix, StringComparison.Ordinal);

    /// <returns>The manifest as it is to be stored; null where the text is none.</returns>
    public static byte[]? Rewrite(ReadOnlySpan<byte> text, KeyMapping? mapping)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
        if (root is not JsonObject manifest || manifest["entries"] is not JsonArray entries || !entries.All(IsEntry))
            return null;
        foreach (var entry in entries.OfType<JsonObject>())
        {
            if (mapping is not null && Mapped((string)entry["url"]!, mapping) is { } url)
                entry["url"] = url;
            (entry["meta"] as JsonObject)?.Remove("content_length");
        }
        return JsonSerializer.SerializeToUtf8Bytes(root, Written);
    }

    static bool IsEntry(JsonNode? node) =>
        node is JsonObject entry && entry["url"] is JsonValue url && url.TryGetValue<string>(out _);

    static string? Mapped(string url, KeyMapping mapping)
    {
        S3Uri uri;
        try
        {
            uri = S3Uri.Parse(url);
        }
        catch (InvalidCopyOptionException)
        {
            return null;
        }
        return mapping.Find(uri.BucketName, uri.Key)?.ToString();
    }
}
