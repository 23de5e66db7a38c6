using System.Text.Encodings.Web;
using System.Text.Json;
using RedshiftEncryption.Redshift.Sql;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Redshift.Manifests;

/// <summary>
/// A manifest's JSON, as COPY's documentation has it: <c>{"entries":[{"url":"s3://bucket/key","mandatory":true}]}</c>, with
/// <c>"meta":{"content_length":1234}</c> in an entry where the length in bytes is told.
/// </summary>
internal static class CopyManifestText
{
    const string EntriesName = "entries";
    const string UrlName = "url";
    const string MandatoryName = "mandatory";
    const string MetaName = "meta";
    const string LengthName = "content_length";

    /// <summary>An array cannot be longer by much, in bytes.</summary>
    public const long LongestText = 1024L * 1024 * 1024;

    /// <summary>After so many entries the text's length is looked at.</summary>
    const int EntriesBetweenChecks = 1000;

    /// <summary>UTF-8 without a byte order mark; the same entries give the same bytes.</summary>
    /// <param name="contents">What to name.</param>
    /// <param name="maximumLength">In bytes.</param>
    /// <exception cref="CopyManifestException">It would be longer.</exception>
    public static ArraySegment<byte> Format(CopyManifestContents contents, long maximumLength)
    {
        // Letters stay letters: what Redshift's documentation shows is not escaped either.
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using var text = new MemoryStream();
        using var writer = new Utf8JsonWriter(text, options);
        writer.WriteStartObject();
        writer.WriteStartArray(EntriesName);
        for (var i = 0; i < contents.Entries.Count; i++)
        {
            Write(writer, contents.Entries[i], contents.Format is not null);
            if (i % EntriesBetweenChecks == 0)
                FlushWithin(writer, text, contents, maximumLength);
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        FlushWithin(writer, text, contents, maximumLength);
        return new ArraySegment<byte>(text.GetBuffer(), 0, (int)text.Length);
    }

    /// <summary>Reads what UNLOAD's MANIFEST wrote, VERBOSE or not; all but the URLs and the lengths is passed over.</summary>
    /// <param name="content">UTF-8.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="CopyManifestException">It is no manifest.</exception>
    public static IReadOnlyList<CopyManifestEntry> Parse(ReadOnlyMemory<byte> content, string name)
    {
        JsonDocument document;
        try
        {
            document = JsonText.Parse(content);
        }
        catch (JsonException exception)
        {
            // Not its message, nor the exception itself: they quote the content.
            throw Invalid(name, $"it is no JSON, by line {exception.LineNumber + 1} byte {exception.BytePositionInLine + 1}");
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

    static void FlushWithin(Utf8JsonWriter writer, MemoryStream text, CopyManifestContents contents, long maximumLength)
    {
        writer.Flush();
        if (text.Length > Math.Min(maximumLength, LongestText))
            throw new CopyManifestException(
                CopyManifestFault.ManifestTooLarge,
                $"The manifest of {contents.Entries.Count} objects has more than {Math.Min(maximumLength, LongestText)} bytes. Write several, or raise -MemoryLimit."
            );
    }

    static CopyManifestEntry Read(JsonElement entry, string name, int number)
    {
        if (Find(entry, UrlName, name) is not { ValueKind: JsonValueKind.String } url)
            throw Invalid(name, $"entry {number} has no '{UrlName}'");
        CopyManifestEntry known;
        try
        {
            var uri = StatementUri.Parse(JsonText.Text(url));
            known = CopyManifestEntry.Of(uri.BucketName, uri.Key);
        }
        catch (Exception exception) when (exception is InvalidCopyOptionException or InvalidKeyException or FormatException)
        {
            throw Invalid(name, $"the '{UrlName}' of entry {number} names no object in S3");
        }
        if (Find(entry, MetaName, name) is not { } meta || Find(meta, LengthName, name) is not { } length)
            return known;
        return length.ValueKind == JsonValueKind.Number && length.TryGetInt64(out var value) && value >= 0
            ? known with
            {
                Length = value,
                StatesLength = true,
            }
            : throw Invalid(name, $"the '{LengthName}' of entry {number} is no length in bytes");
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
        new(CopyManifestFault.InvalidManifest, $"{name} is no manifest: {reason}.");
}
