using System.Text;
using System.Text.Json;

namespace RedshiftEncryption.Text;

/// <summary>
/// JSON that others wrote. A byte order mark is no part of it; a name given twice, of which every reader takes another one,
/// and text that is not Unicode are errors, and never the serializer's own exceptions.
/// </summary>
internal static class JsonText
{
    /// <exception cref="JsonException">It is no JSON; the message quotes it.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8)
    {
        var preamble = Encoding.UTF8.Preamble;
        return JsonDocument.Parse(utf8.Span.StartsWith(preamble) ? utf8.Slice(preamble.Length) : utf8);
    }

    /// <summary>An object's value of a name; null where it has none, or is no object.</summary>
    /// <exception cref="FormatException">It has more than one. The message goes behind "it is no manifest:" and its like.</exception>
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
                throw new FormatException($"it has the name '{name}' twice in one object");
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
            // Half a surrogate pair, which is nothing's name.
            return false;
        }
    }

    /// <summary>A string's text.</summary>
    /// <exception cref="FormatException">It holds half a surrogate pair, or is not UTF-8.</exception>
    public static string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new FormatException("it holds text that is not valid Unicode", exception);
        }
    }
}
