using System.Text.Encodings.Web;
using System.Text.Json;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Redshift.Manifests;

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

    const string EntriesName = "entries";
    const string UrlName = "url";
    const string MetaName = "meta";
    const string LengthName = "content_length";

    static readonly JsonWriterOptions Written = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether the key is one that UNLOAD gives to manifests.</summary>
    public static bool IsPossibleKey(string key) => key.EndsWith(Suffix, StringComparison.Ordinal);

    /// <param name="text">UTF-8.</param>
    /// <param name="mapping">Where objects go.</param>
    /// <param name="name">For messages.</param>
    /// <returns>The manifest as it is to be stored; null where the text is none.</returns>
    /// <exception cref="CopyManifestException">It is one that readers would read differently.</exception>
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
            // Not the exception itself: it may quote the content.
            throw Invalid(name, "it holds text that is not valid Unicode");
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

    /// <returns>Whether something became another.</returns>
    static bool WriteEntry(Utf8JsonWriter writer, JsonElement entry, KeyMapping mapping, ref int foreign)
    {
        var url = JsonText.Text(JsonText.Find(entry, UrlName)!.Value);
        var mapped = Mapped(url, mapping);
        if (mapped is null)
        {
            // It was not converted from here, so that its length may still be right.
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

    /// <summary>Writes a property, and of <c>meta</c> all but the length: an entry's, or that of all entries together.</summary>
    /// <returns>Whether there was a length.</returns>
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

    /// <summary>Whether there are entries, and each is an object with a URL.</summary>
    static bool IsManifest(JsonElement root) =>
        JsonText.Find(root, EntriesName) is { ValueKind: JsonValueKind.Array } entries
        && entries.GetArrayLength() > 0
        && entries.EnumerateArray().All(static entry => JsonText.Find(entry, UrlName) is { ValueKind: JsonValueKind.String });

    static string? Mapped(string url, KeyMapping mapping) =>
        S3Address.TryParse(url, out var uri) ? mapping.Find(uri.BucketName, uri.Key)?.Uri : null;

    static CopyManifestException Invalid(string name, string reason) =>
        new(CopyManifestFault.InvalidManifest, $"The manifest {name} cannot be converted: {reason}.");
}
