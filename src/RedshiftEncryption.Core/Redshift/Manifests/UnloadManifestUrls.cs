using System.Text.Encodings.Web;
using System.Text.Json;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Redshift.Manifests;

/// <summary>
/// Rewrites the manifest of an UNLOAD for its converted objects: changes the URLs of objects with a new destination, and
/// removes lengths, because they are those of the ciphertext. Everything else is preserved.
/// </summary>
internal static class UnloadManifestUrls
{
    /// <summary>
    /// The maximum length in bytes. A longer object is not treated as a manifest: UNLOAD writes one line per object.
    /// </summary>
    public const long MaximumLength = 64L * 1024 * 1024;

    /// <summary>The word that UNLOAD appends to its prefix.</summary>
    const string Suffix = "manifest";

    const string EntriesName = "entries";
    const string UrlName = "url";
    const string MetaName = "meta";
    const string LengthName = "content_length";

    static readonly JsonWriterOptions Written = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns whether UNLOAD may have written a manifest with this key.</summary>
    public static bool IsPossibleKey(string key) => key.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>Rewrites a manifest.</summary>
    /// <param name="text">The text in UTF-8.</param>
    /// <param name="mapping">The destinations of the objects.</param>
    /// <param name="name">The manifest's name, for messages.</param>
    /// <returns>The manifest to store; null if the text is not a manifest.</returns>
    /// <exception cref="CopyManifestException">
    /// The manifest is ambiguous: readers could interpret it differently.
    /// </exception>
    public static RewrittenManifest? Rewrite(ReadOnlyMemory<byte> text, KeyMapping mapping, string name)
    {
        try
        {
            using var document = JsonText.Parse(text);
            return IsManifest(document.RootElement) ? Rewrite(document.RootElement, text, mapping) : null;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (FormatException exception)
        {
            throw Invalid(name, exception.Message);
        }
        catch (InvalidOperationException)
        {
            // The exception is not passed on, because it may quote the content.
            throw Invalid(name, "it contains text that is not valid Unicode");
        }
    }

    static RewrittenManifest Rewrite(JsonElement root, ReadOnlyMemory<byte> text, KeyMapping mapping)
    {
        var foreign = 0;
        var isChanged = false;
        using var rewritten = new MemoryStream();
        using (var writer = new Utf8JsonWriter(rewritten, Written))
        {
            writer.WriteStartObject();
            foreach (var property in root.EnumerateObject())
            {
                if (JsonText.IsNamed(property, EntriesName))
                {
                    writer.WriteStartArray(EntriesName);
                    foreach (var entry in property.Value.EnumerateArray())
                        isChanged |= WriteEntry(writer, entry, mapping, ref foreign);
                    writer.WriteEndArray();
                }
                else
                {
                    isChanged |= WriteWithoutLength(writer, property);
                }
            }
            writer.WriteEndObject();
        }
        return new RewrittenManifest(isChanged ? rewritten.ToArray() : text.ToArray(), foreign);
    }

    /// <returns>Whether anything changed.</returns>
    static bool WriteEntry(Utf8JsonWriter writer, JsonElement entry, KeyMapping mapping, ref int foreign)
    {
        var url = JsonText.Text(JsonText.Find(entry, UrlName)!.Value);
        var mapped = Mapped(url, mapping);
        if (mapped is null)
        {
            // The object is not among the converted ones, so its length may still be correct.
            foreign++;
            entry.WriteTo(writer);
            return false;
        }
        _ = JsonText.Find(entry, MetaName);
        var isChanged = !string.Equals(url, mapped, StringComparison.Ordinal);
        writer.WriteStartObject();
        foreach (var property in entry.EnumerateObject())
        {
            if (JsonText.IsNamed(property, UrlName))
                writer.WriteString(UrlName, mapped);
            else
                isChanged |= WriteWithoutLength(writer, property);
        }
        writer.WriteEndObject();
        return isChanged;
    }

    /// <summary>Writes a property. The <c>meta</c> of an entry or of the manifest is written without its length.</summary>
    /// <returns>Whether the property contained a length.</returns>
    static bool WriteWithoutLength(Utf8JsonWriter writer, JsonProperty property)
    {
        if (
            !JsonText.IsNamed(property, MetaName)
            || property.Value.ValueKind != JsonValueKind.Object
            || JsonText.Find(property.Value, LengthName) is null
        )
        {
            property.WriteTo(writer);
            return false;
        }
        writer.WriteStartObject(MetaName);
        foreach (var field in property.Value.EnumerateObject())
        {
            if (!JsonText.IsNamed(field, LengthName))
                field.WriteTo(writer);
        }
        writer.WriteEndObject();
        return true;
    }

    /// <summary>Returns whether there are entries and each of them is an object with a URL.</summary>
    static bool IsManifest(JsonElement root) =>
        JsonText.Find(root, EntriesName) is { ValueKind: JsonValueKind.Array } entries
        && entries.GetArrayLength() > 0
        && entries.EnumerateArray().All(static entry => JsonText.Find(entry, UrlName) is { ValueKind: JsonValueKind.String });

    static string? Mapped(string url, KeyMapping mapping) =>
        S3Address.TryParse(url, out var uri) ? mapping.Find(uri.BucketName, uri.Key)?.Uri : null;

    static CopyManifestException Invalid(string name, string reason) =>
        new(CopyManifestFault.InvalidManifest, $"The manifest {name} cannot be converted: {reason}.");
}
