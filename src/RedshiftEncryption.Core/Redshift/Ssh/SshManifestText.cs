using System.Text.Encodings.Web;
using System.Text.Json;

namespace RedshiftEncryption.Redshift.Ssh;

/// <summary>
/// Formats the JSON of COPY's SSH manifest, as its documentation defines it:
/// <c>{"entries":[{"endpoint":"host","command":"share-000","mandatory":true,"publickey":"AAAA...","username":"redshift"}]}</c>.
/// </summary>
internal static class SshManifestText
{
    /// <summary>Formats a manifest as UTF-8 without a byte order mark. The same entries result in the same bytes.</summary>
    /// <param name="entries">One entry for each connection.</param>
    public static ArraySegment<byte> Format(IEnumerable<SshEntry> entries)
    {
        // Base64 contains plus signs, which the default encoder escapes.
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, options))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("entries");
            foreach (var entry in entries)
            {
                writer.WriteStartObject();
                writer.WriteString("endpoint", entry.Endpoint);
                writer.WriteString("command", entry.Command);
                // The default is false: a host that is down would silently reduce the load.
                writer.WriteBoolean("mandatory", value: true);
                writer.WriteString("publickey", entry.PublicKey);
                writer.WriteString("username", entry.UserName);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return new ArraySegment<byte>(text.GetBuffer(), 0, (int)text.Length);
    }
}
