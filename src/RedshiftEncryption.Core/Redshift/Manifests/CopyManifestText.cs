using System.Text.Encodings.Web;
using System.Text.Json;
using RedshiftEncryption.Redshift.Sql;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Redshift.Manifests;

/// <summary>
/// Formats and parses the JSON of a manifest, as COPY's documentation defines it:
/// <c>{"entries":[{"url":"s3://bucket/key","mandatory":true}]}</c>. An entry with a length in bytes also contains
/// <c>"meta":{"content_length":1234}</c>.
/// </summary>
internal static class CopyManifestText
{
    const string EntriesName = "entries";
    const string UrlName = "url";
    const string MandatoryName = "mandatory";
    const string MetaName = "meta";
    const string LengthName = "content_length";

    /// <summary>The maximum length in bytes, near the maximum length of an array.</summary>
    public const long LongestText = 1024L * 1024 * 1024;

    const int BytesBetweenFlushes = 64 * 1024;

    /// <summary>Non-ASCII letters are not escaped, as in the examples of Redshift's documentation.</summary>
    static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Formats a manifest as UTF-8 without a byte order mark. The same entries result in the same bytes.</summary>
    /// <param name="contents">The entries.</param>
    /// <param name="maximumLength">The maximum length in bytes.</param>
    /// <exception cref="CopyManifestException">The manifest would be longer.</exception>
    public static ArraySegment<byte> Format(CopyManifestContents contents, long maximumLength)
    {
        // Written twice: a buffer that grows would need up to three times the memory of the text.
        var length = Write(Stream.Null, contents);
        var limit = Math.Min(maximumLength, LongestText);
        if (length > limit)
            throw new CopyManifestException(
                CopyManifestFault.ManifestTooLarge,
                $"The manifest of {contents.Entries.Count} objects has {length} bytes, and the limit is {limit}."
            );
        var text = new byte[length];
        using var stream = new MemoryStream(text);
        _ = Write(stream, contents);
        return new ArraySegment<byte>(text);
    }

    /// <summary>
    /// Parses a manifest of UNLOAD, with or without VERBOSE. Everything except URLs and lengths is skipped.
    /// </summary>
    /// <param name="content">The text in UTF-8.</param>
    /// <param name="name">The manifest's name, for messages.</param>
    /// <exception cref="CopyManifestException">The content is not a manifest.</exception>
    public static IReadOnlyList<CopyManifestEntry> Parse(ReadOnlyMemory<byte> content, string name)
    {
        JsonDocument document;
        try
        {
            document = JsonText.Parse(content);
        }
        catch (JsonException exception)
        {
            // The exception and its message are not passed on, because they quote the content.
            throw Invalid(name, JsonText.Reason(exception));
        }
        using (document)
        {
            if (Find(document.RootElement, EntriesName, name) is not { ValueKind: JsonValueKind.Array } entries)
                throw Invalid(name, $"it has no '{EntriesName}'");
            var read = new List<CopyManifestEntry>(entries.GetArrayLength());
            foreach (var entry in entries.EnumerateArray())
                read.Add(Read(entry, name, read.Count + 1));
            return read;
        }
    }

    /// <returns>The number of bytes.</returns>
    static long Write(Stream stream, CopyManifestContents contents)
    {
        using var writer = new Utf8JsonWriter(stream, WriterOptions);
        writer.WriteStartObject();
        writer.WriteStartArray(EntriesName);
        foreach (var entry in contents.Entries)
        {
            Write(writer, entry, contents.Format is not null);
            if (writer.BytesPending > BytesBetweenFlushes)
                writer.Flush();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return writer.BytesCommitted;
    }

    static void Write(Utf8JsonWriter writer, CopyManifestEntry entry, bool isColumnar)
    {
        writer.WriteStartObject();
        writer.WriteString(UrlName, entry.Url);
        writer.WriteBoolean(MandatoryName, value: true);
        if (entry.Length is { } length && (isColumnar || entry.StatesLength))
        {
            writer.WriteStartObject(MetaName);
            writer.WriteNumber(LengthName, length);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    static CopyManifestEntry Read(JsonElement entry, string name, int number)
    {
        if (Find(entry, UrlName, name) is not { ValueKind: JsonValueKind.String } url)
            throw Invalid(name, $"entry {number} has no '{UrlName}'");
        CopyManifestEntry known;
        try
        {
            var uri = StatementUri.Parse(JsonText.Text(url));
            known = new CopyManifestEntry(uri.BucketName, uri.Key);
        }
        catch (Exception exception) when (exception is InvalidCopyOptionException or InvalidKeyException or FormatException)
        {
            throw Invalid(name, $"the '{UrlName}' of entry {number} is not the URI of an object in S3");
        }
        if (Find(entry, MetaName, name) is not { } meta || Find(meta, LengthName, name) is not { } length)
            return known;
        return length.ValueKind == JsonValueKind.Number && length.TryGetInt64(out var value) && value >= 0
            ? known with
            {
                Length = value,
                StatesLength = true,
            }
            : throw Invalid(name, $"the '{LengthName}' of entry {number} is not a length in bytes");
    }

    static JsonElement? Find(JsonElement parent, string property, string name)
    {
        try
        {
            return JsonText.Find(parent, property);
        }
        catch (FormatException exception)
        {
            throw Invalid(name, exception.Message);
        }
    }

    static CopyManifestException Invalid(string name, string reason) =>
        new(CopyManifestFault.InvalidManifest, $"{name} is not a manifest: {reason}.");
}
