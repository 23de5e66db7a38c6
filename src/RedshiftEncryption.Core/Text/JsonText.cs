using System.Text;
using System.Text.Json;

namespace RedshiftEncryption.Text;

/// <summary>
/// Reads JSON from other writers. A byte order mark is ignored. A duplicate name, which readers interpret differently,
/// and text that is not Unicode are errors, but never the serializer's exceptions.
/// </summary>
internal static class JsonText
{
    /// <exception cref="JsonException">The text is not JSON; the message quotes it.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8)
    {
        var preamble = Encoding.UTF8.Preamble;
        return JsonDocument.Parse(utf8.Span.StartsWith(preamble) ? utf8.Slice(preamble.Length) : utf8);
    }

    /// <summary>Gets where a text is not JSON, without quoting it. The sentence continues, such as one about the manifest.</summary>
    public static string Reason(JsonException exception) =>
        $"it is not valid JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";

    /// <summary>Gets the value of a name in an object; null if the name is missing or the element is not an object.</summary>
    /// <exception cref="FormatException">The name occurs more than once. The message continues a sentence, such as one
    /// about the manifest.</exception>
    public static JsonElement? Find(JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object)
            return null;
        JsonElement? found = null;
        foreach (var property in parent.EnumerateObject())
        {
            if (!IsNamed(property, name))
                continue;
            if (found is not null)
                throw new FormatException($"it contains the name '{name}' twice in one object");
            found = property.Value;
        }
        return found;
    }

    public static bool IsNamed(JsonProperty property, string name)
    {
        try
        {
            return property.NameEquals(name);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which is never the requested name.
            return false;
        }
    }

    /// <summary>Gets the text of a string.</summary>
    /// <exception cref="FormatException">The string contains half a surrogate pair, or is not UTF-8.</exception>
    public static string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new FormatException("it contains text that is not valid Unicode", exception);
        }
    }

    /// <summary>Gets the value of a name in an object, which must have a kind.</summary>
    /// <exception cref="FormatException">There is none, or more than one. The message continues a sentence.</exception>
    public static JsonElement Required(JsonElement parent, string name, JsonValueKind kind) =>
        Find(parent, name) is { } value && value.ValueKind == kind ? value : throw new FormatException($"it has no '{name}'");

    /// <summary>Gets the text of a name in an object, which must not be empty.</summary>
    /// <exception cref="FormatException">There is none. The message continues a sentence.</exception>
    public static string RequiredText(JsonElement parent, string name) =>
        Text(Required(parent, name, JsonValueKind.String)) is { Length: > 0 } text
            ? text
            : throw new FormatException($"it has no '{name}'");

    /// <summary>Gets the text of a name in an object; null where it is missing, null or empty.</summary>
    /// <exception cref="FormatException">The value is not a text. The message continues a sentence.</exception>
    public static string? OptionalText(JsonElement parent, string name) =>
        Find(parent, name) is { ValueKind: not JsonValueKind.Null } value
            ? value.ValueKind == JsonValueKind.String
                ? Text(value) is { Length: > 0 } text
                    ? text
                    : null
                : throw new FormatException($"its '{name}' is not a text")
            : null;

    /// <summary>Gets the integer of a name in an object.</summary>
    /// <exception cref="FormatException">There is none. The message continues a sentence.</exception>
    public static long RequiredNumber(JsonElement parent, string name) =>
        Required(parent, name, JsonValueKind.Number).TryGetInt64(out var number)
            ? number
            : throw new FormatException($"its '{name}' is not an integer");

    /// <summary>Gets a property's name.</summary>
    /// <exception cref="FormatException">The name contains half a surrogate pair, or is not UTF-8.</exception>
    public static string Name(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException exception)
        {
            throw new FormatException("it contains a name that is not valid Unicode", exception);
        }
    }

    /// <summary>
    /// Reads an object whose values are strings or numbers, without duplicate names; null if the text is
    /// anything else.
    /// </summary>
    public static Dictionary<string, string>? TryReadFields(ReadOnlyMemory<byte> utf8)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var document = Parse(utf8);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return null;
            foreach (var property in document.RootElement.EnumerateObject())
            {
                var value = property.Value.ValueKind switch
                {
                    JsonValueKind.String => Text(property.Value),
                    JsonValueKind.Number => property.Value.GetRawText(),
                    _ => null,
                };
                if (value is null || !fields.TryAdd(property.Name, value))
                    return null;
            }
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            // Not JSON, or half a surrogate pair in a name or a value.
            return null;
        }
        return fields;
    }
}
