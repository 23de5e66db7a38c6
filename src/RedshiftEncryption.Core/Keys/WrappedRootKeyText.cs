using System.Text;
using System.Text.Json;

namespace RedshiftEncryption.Keys;

/// <summary>
/// The key file of a wrapped root key: JSON with a <c>format</c>, the key's <c>keyId</c> and <c>region</c>, the
/// <c>encryptionContext</c> and the <c>ciphertext</c> in base64, all that <c>aws kms decrypt</c> needs as well.
/// </summary>
internal static class WrappedRootKeyText
{
    const string FormatField = "format";
    const string CurrentFormat = "RedshiftEncryption root key, encrypted by AWS KMS, version 1";
    const string KeyIdField = "keyId";
    const string RegionField = "region";
    const string ContextField = "encryptionContext";
    const string CiphertextField = "ciphertext";

    /// <summary>
    /// Whether a key file's content is meant as one of these. No base64 begins so; 32 raw bytes may, and are told by their
    /// number.
    /// </summary>
    public static bool IsMeant(ReadOnlySpan<byte> content) => content.Length > RootKey.LengthInBytes && content[0] == (byte)'{';

    /// <summary>UTF-8, indented, with a line feed at its end.</summary>
    public static byte[] Format(WrappedRootKey key)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString(FormatField, CurrentFormat);
            writer.WriteString(KeyIdField, key.KeyId);
            writer.WriteString(RegionField, key.Region);
            writer.WriteStartObject(ContextField);
            foreach (var entry in WrappedRootKey.Context(key.Fingerprint))
                writer.WriteString(entry.Key, entry.Value);
            writer.WriteEndObject();
            writer.WriteBase64String(CiphertextField, key.Ciphertext);
            writer.WriteEndObject();
        }
        text.WriteByte((byte)'\n');
        return text.ToArray();
    }

    /// <summary>Reads a key file's content.</summary>
    /// <param name="content">UTF-8.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="InvalidRootKeyException">It is not what <see cref="Format"/> writes; the message repeats nothing of it.</exception>
    public static WrappedRootKey Parse(ReadOnlySpan<byte> content, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(content.ToArray()));
            var root = document.RootElement;
            if (!string.Equals(Text(root, FormatField, path), CurrentFormat, StringComparison.Ordinal))
                throw Invalid(path, $"its '{FormatField}' is another, perhaps a later version's");
            if (!root.TryGetProperty(ContextField, out var context) || context.ValueKind != JsonValueKind.Object)
                throw Invalid(path, $"it has no '{ContextField}'");
            if (!string.Equals(Text(context, WrappedRootKey.PurposeName, path), WrappedRootKey.Purpose, StringComparison.Ordinal))
                throw Invalid(path, $"the '{WrappedRootKey.PurposeName}' in its '{ContextField}' is another");
            return new WrappedRootKey(
                Text(root, KeyIdField, path),
                Text(root, RegionField, path),
                Text(context, WrappedRootKey.FingerprintName, path),
                root.TryGetProperty(CiphertextField, out var ciphertext)
                && ciphertext.ValueKind == JsonValueKind.String
                && ciphertext.TryGetBytesFromBase64(out var bytes)
                && bytes.Length > 0
                    ? bytes
                    : throw Invalid(path, $"its '{CiphertextField}' is no base64")
            );
        }
        catch (JsonException exception)
        {
            // Not the exception itself: it may quote the content.
            throw Invalid(path, $"it is no JSON, by line {exception.LineNumber + 1} byte {exception.BytePositionInLine + 1}");
        }
        catch (InvalidOperationException)
        {
            throw Invalid(path, "it is another JSON");
        }
    }

    static string Text(JsonElement parent, string name, string path) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw Invalid(path, $"it has no '{name}'");

    static InvalidRootKeyException Invalid(string path, string reason) =>
        new($"'{path}' begins as the key file of a root key that AWS KMS encrypted does, but {reason}. Restore it from a copy.");
}
