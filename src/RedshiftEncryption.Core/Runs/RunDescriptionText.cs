using System.Text.Encodings.Web;
using System.Text.Json;
using RedshiftEncryption.Inventory;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Runs;

/// <summary>Formats and parses the run.json of a run, as docs/formats.md defines it.</summary>
internal static class RunDescriptionText
{
    /// <summary>The maximum length in bytes.</summary>
    public const int MaximumLength = 1024 * 1024;

    const string Format1 = "RedshiftEncryption.Run";
    const int Version = 1;

    /// <summary>Formats a description as indented UTF-8 without a byte order mark.</summary>
    public static ArraySegment<byte> Format(RunDescription run)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("format", Format1);
            writer.WriteNumber("version", Version);
            writer.WriteString("operation", run.Operation);
            writer.WriteNumber("shardCount", run.ShardCount);
            writer.WriteString("inventoryUri", run.InventoryUri);
            writer.WriteString("inventoryETag", run.InventoryETag);
            writer.WriteStartObject("settings");
            foreach (var setting in run.Settings.OrderBy(static setting => setting.Key, StringComparer.Ordinal))
                writer.WriteString(setting.Key, setting.Value);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        return new ArraySegment<byte>(text.ToArray());
    }

    /// <summary>Parses a description.</summary>
    /// <exception cref="RunException">The text is not a description.</exception>
    public static RunDescription Parse(ReadOnlyMemory<byte> utf8, S3Address address) =>
        RunJson.Parse(
            utf8,
            address,
            Format1,
            Version,
            static root =>
            {
                var count = JsonText.RequiredNumber(root, "shardCount");
                if (count is < 1 or > Shard.MaximumCount)
                    throw new FormatException($"its 'shardCount' is {count}");
                var inventoryUri = JsonText.RequiredText(root, "inventoryUri");
                if (!S3Address.TryParse(inventoryUri, out var inventory) || inventory.Key.Length == 0)
                    throw new FormatException("its 'inventoryUri' is not the S3 URI of an object");
                return new RunDescription(
                    JsonText.RequiredText(root, "operation"),
                    (int)count,
                    inventoryUri,
                    JsonText.OptionalText(root, "inventoryETag"),
                    Settings(JsonText.Required(root, "settings", JsonValueKind.Object))
                );
            }
        );

    static JsonWriterOptions Options => new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    static Dictionary<string, string> Settings(JsonElement element)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            if (
                property.Value.ValueKind != JsonValueKind.String
                || !settings.TryAdd(JsonText.Name(property), JsonText.Text(property.Value))
            )
                throw new FormatException("its 'settings' are not texts with different names");
        }
        return settings;
    }
}
