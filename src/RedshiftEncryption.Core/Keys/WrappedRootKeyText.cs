using System.Text;
using System.Text.Json;

namespace RedshiftEncryption.Keys;

/// <summary>
/// Reads and writes the key file of a wrapped root key: JSON with a <c>format</c>, the <c>keyId</c> and <c>region</c>
/// of the key, the <c>encryptionContext</c> and the base64 <c>ciphertext</c>. <c>aws kms decrypt</c> needs nothing
/// else.
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
    /// Returns whether the content of a key file is intended as a wrapped key. Base64 never begins this way; 32 raw
    /// bytes can, but are recognized by their length.
    /// </summary>
    public static bool IsMeant(ReadOnlySpan<byte> content) => content.Length > RootKey.LengthInBytes && content[0] == (byte)'{';

    /// <summary>Formats a wrapped key as indented UTF-8 JSON with a line feed at its end.</summary>
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

    /// <summary>Parses the content of a key file.</summary>
    /// <param name="content">UTF-8 text.</param>
    /// <param name="path">The key file, for messages.</param>
    /// <exception cref="InvalidRootKeyException">The content does not have the form that <see cref="Format"/> writes;
    /// the message does not quote it.</exception>
    public static WrappedRootKey Parse(ReadOnlySpan<byte> content, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(content.ToArray()));
            var root = document.RootElement;
            if (!string.Equals(Text(root, FormatField, path), CurrentFormat, StringComparison.Ordinal))
                throw Invalid(path, $"its '{FormatField}' is not supported, perhaps because a later version wrote it");
            if (!root.TryGetProperty(ContextField, out var context) || context.ValueKind != JsonValueKind.Object)
                throw Invalid(path, $"it has no '{ContextField}'");
            if (!string.Equals(Text(context, WrappedRootKey.PurposeName, path), WrappedRootKey.Purpose, StringComparison.Ordinal))
                throw Invalid(path, $"the '{WrappedRootKey.PurposeName}' in its '{ContextField}' is not the expected one");
            return new WrappedRootKey(
                Text(root, KeyIdField, path),
                Text(root, RegionField, path),
                Text(context, WrappedRootKey.FingerprintName, path),
                root.TryGetProperty(CiphertextField, out var ciphertext)
                && ciphertext.ValueKind == JsonValueKind.String
                && ciphertext.TryGetBytesFromBase64(out var bytes)
                && bytes.Length > 0
                    ? bytes
                    : throw Invalid(path, $"its '{CiphertextField}' is not base64")
            );
        }
        catch (JsonException exception)
        {
            // Without the inner exception, which can quote the content.
            throw Invalid(path, $"it is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1})");
        }
        catch (InvalidOperationException)
        {
            throw Invalid(path, "its JSON does not have the expected structure");
        }
    }

    static string Text(JsonElement parent, string name, string path) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw Invalid(path, $"it has no '{name}'");

    static InvalidRootKeyException Invalid(string path, string reason) =>
        new($"'{path}' begins like a key file that AWS KMS encrypted, but {reason}. Restore the file from a copy.");
}
