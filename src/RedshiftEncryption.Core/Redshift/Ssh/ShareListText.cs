using System.Text.Encodings.Web;
using System.Text.Json;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Redshift.Ssh;

/// <summary>
/// Formats and parses a share list, as docs/formats.md defines it. It contains no key. The reader rejects what it does not
/// know, because a list that is understood only in part would be loaded only in part.
/// </summary>
internal static class ShareListText
{
    /// <summary>The maximum length in bytes: more than a million objects.</summary>
    public const int MaximumLength = 512 * 1024 * 1024;

    const string Format1 = "RedshiftEncryption.ShareList";
    const int Version = 1;

    const string FormatName = "format";
    const string VersionName = "version";
    const string SharesName = "shares";
    const string NameName = "name";
    const string ObjectsName = "objects";
    const string BucketName = "bucket";
    const string KeyName = "key";
    const string VersionIdName = "versionId";
    const string ETagName = "eTag";
    const string LengthName = "length";
    const string PlaintextLengthName = "plaintextLength";
    const string HeaderName = "hasHeader";

    static readonly string[] ListNames = [FormatName, VersionName, SharesName];
    static readonly string[] ShareNames = [NameName, ObjectsName];

    static readonly string[] ObjectNames = [BucketName, KeyName, VersionIdName, ETagName, LengthName, PlaintextLengthName, HeaderName];

    /// <summary>Formats a list as indented UTF-8 without a byte order mark.</summary>
    public static ArraySegment<byte> Format(IReadOnlyList<LoadShare> shares)
    {
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, options))
        {
            writer.WriteStartObject();
            writer.WriteString(FormatName, Format1);
            writer.WriteNumber(VersionName, Version);
            writer.WriteStartArray(SharesName);
            foreach (var share in shares)
            {
                writer.WriteStartObject();
                writer.WriteString(NameName, share.Name);
                writer.WriteStartArray(ObjectsName);
                foreach (var item in share.Objects)
                    Write(writer, item);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return new ArraySegment<byte>(text.GetBuffer(), 0, (int)text.Length);
    }

    /// <summary>Parses a list.</summary>
    /// <param name="content">The text in UTF-8.</param>
    /// <param name="name">The list's name, for messages.</param>
    /// <exception cref="ShareListException">The content is not a share list of a known version, or contains a share or an
    /// object twice.</exception>
    public static IReadOnlyList<LoadShare> Parse(ReadOnlyMemory<byte> content, string name)
    {
        try
        {
            using var document = JsonText.Parse(content);
            return Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw Invalid(name, JsonText.Reason(exception), exception);
        }
        catch (FormatException exception)
        {
            throw Invalid(name, exception.Message, exception);
        }
    }

    static void Write(Utf8JsonWriter writer, ShareObject item)
    {
        writer.WriteStartObject();
        writer.WriteString(BucketName, item.Address.BucketName);
        writer.WriteString(KeyName, item.Address.Key);
        if (item.Address.VersionId is { } version)
            writer.WriteString(VersionIdName, version);
        writer.WriteString(ETagName, item.ETag);
        writer.WriteNumber(LengthName, item.Length);
        if (item.PlaintextLength is { } plaintextLength)
            writer.WriteNumber(PlaintextLengthName, plaintextLength);
        if (item.HasHeader)
            writer.WriteBoolean(HeaderName, value: true);
        writer.WriteEndObject();
    }

    static List<LoadShare> Read(JsonElement list)
    {
        if (
            !string.Equals(
                JsonText.Find(list, FormatName) is { } format ? TextOf(format, FormatName) : null,
                Format1,
                StringComparison.Ordinal
            )
        )
            throw new FormatException($"its '{FormatName}' is not '{Format1}'");
        if (NumberOf(list, VersionName) is not { } version)
            throw new FormatException($"it has no '{VersionName}'");
        if (version != Version)
            throw new FormatException($"it has version {version}, and this module reads version {Version}");
        RefuseUnknown(list, ListNames, "the list");
        var shares = new List<LoadShare>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var objects = new HashSet<S3Address>();
        foreach (var element in Items(list, SharesName, "the list"))
        {
            var share = ReadShare(element, shares.Count + 1, objects);
            shares.Add(names.Add(share.Name) ? share : throw new FormatException($"it contains the share '{share.Name}' twice"));
        }
        return shares;
    }

    static LoadShare ReadShare(JsonElement element, int number, HashSet<S3Address> known)
    {
        var place = $"share {number}";
        var name = Required(element, NameName, place);
        if (!LoadShare.IsName(name))
            throw new FormatException($"the '{NameName}' of {place} is not the name of a share");
        RefuseUnknown(element, ShareNames, place);
        var objects = new List<ShareObject>();
        foreach (var item in Items(element, ObjectsName, place))
        {
            var read = ReadObject(item, $"object {objects.Count + 1} of '{name}'");
            objects.Add(known.Add(read.Address) ? read : throw new FormatException($"it contains {read.Address} twice"));
        }
        return new LoadShare(name, objects);
    }

    static ShareObject ReadObject(JsonElement item, string place)
    {
        RefuseUnknown(item, ObjectNames, place);
        var bucketName = Required(item, BucketName, place);
        var key = Required(item, KeyName, place);
        var eTag = Required(item, ETagName, place);
        if (!S3Address.IsBucketName(bucketName))
            throw new FormatException($"the '{BucketName}' of {place} is not a bucket name");
        if (!EntityTag.IsStrong(eTag) || !eTag.All(static character => character is > ' ' and <= '~' and not '"'))
            throw new FormatException($"the '{ETagName}' of {place} is not an ETag that a condition can contain");
        var versionId = JsonText.Find(item, VersionIdName) is { } version ? TextOf(version, VersionIdName) : null;
        if (versionId is { Length: 0 })
            throw new FormatException($"the '{VersionIdName}' of {place} is empty");
        return new ShareObject(
            new S3Address(bucketName, key, versionId),
            eTag,
            NumberOf(item, LengthName) ?? throw new FormatException($"{place} has no '{LengthName}'")
        )
        {
            PlaintextLength = NumberOf(item, PlaintextLengthName),
            HasHeader =
                JsonText.Find(item, HeaderName) is { } header
                && (
                    header.ValueKind is JsonValueKind.True or JsonValueKind.False
                        ? header.GetBoolean()
                        : throw new FormatException($"the '{HeaderName}' of {place} is not true or false")
                ),
        };
    }

    static JsonElement.ArrayEnumerator Items(JsonElement parent, string name, string place) =>
        JsonText.Find(parent, name) is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() > 0
            ? array.EnumerateArray()
            : throw new FormatException($"{place} has no '{name}'");

    static string Required(JsonElement parent, string name, string place) =>
        JsonText.Find(parent, name) is { } value && TextOf(value, name) is { Length: > 0 } text
            ? text
            : throw new FormatException($"{place} has no '{name}'");

    static string TextOf(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.String ? JsonText.Text(value) : throw new FormatException($"a '{name}' is not a string");

    static long? NumberOf(JsonElement parent, string name)
    {
        if (JsonText.Find(parent, name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0
            ? number
            : throw new FormatException($"a '{name}' is not a whole number of 0 or more");
    }

    /// <summary>Rejects a property of a later version, and with it a misspelled one.</summary>
    static void RefuseUnknown(JsonElement element, string[] names, string place)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new FormatException($"{place} is not an object");
        foreach (var property in element.EnumerateObject())
        {
            if (!Array.Exists(names, name => JsonText.IsNamed(property, name)))
                throw new FormatException($"{place} contains a property that version {Version} does not have");
        }
    }

    static ShareListException Invalid(string name, string reason, Exception inner) =>
        new($"'{name}' is not a share list: {reason}.", inner);
}
