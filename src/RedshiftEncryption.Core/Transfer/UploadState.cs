using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Integrity;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// Represents the state of an upload that can be resumed, as lines of JSON: what is uploaded, the ID of the upload, and each
/// part before it is sent. Contains no secret: the data key is wrapped. With client-side encryption, the first two lines are
/// authenticated with the data key, so that a forged state cannot make different content use a key and a vector again.
/// </summary>
/// <param name="Facts">What is uploaded.</param>
/// <param name="StartedUtc">The time before the upload was started, by this computer's clock.</param>
internal sealed record UploadState(UploadFacts Facts, DateTime StartedUtc)
{
    const string FormatField = "format";
    const string CurrentFormat = "RedshiftEncryption upload, version 1";
    const string StartedField = "startedUtc";
    const string FactsField = "facts";
    const string WrappedKeyField = "wrappedKey";
    const string VectorField = "initializationVector";
    const string UploadIdField = "uploadId";
    const string EncryptionField = "serverSideEncryption";
    const string CodeField = "hmac";
    const string PartField = "part";
    const string LengthField = "length";
    const string ChecksumField = "crc32C";

    const string CodeLabel = "RedshiftEncryption upload state, version 1";

    /// <summary>Gets the envelope; null without client-side encryption.</summary>
    public ContentEnvelope? Envelope { get; init; }

    /// <summary>Gets the ID of the upload; null if the run ended before it knew the ID.</summary>
    public string? UploadId { get; private init; }

    /// <summary>Gets the server-side encryption that the server reported when it started the upload.</summary>
    public string? ServerSideEncryption { get; private init; }

    /// <summary>Gets the parts that may have been sent.</summary>
    public IReadOnlyDictionary<int, (long Length, uint Crc32C)> Sent { get; private init; } =
        new Dictionary<int, (long Length, uint Crc32C)>();

    byte[] Code { get; init; } = [];

    byte[] Authenticated { get; init; } = [];

    /// <summary>Formats the first line.</summary>
    public byte[] Header() =>
        Line(writer =>
        {
            writer.WriteString(FormatField, CurrentFormat);
            writer.WriteString(StartedField, StartedUtc.ToString("O", CultureInfo.InvariantCulture));
            writer.WriteStartObject(FactsField);
            foreach (var fact in Facts.Values)
                writer.WriteString(fact.Key, fact.Value);
            writer.WriteEndObject();
            if (Envelope is null)
                return;
            writer.WriteBase64String(WrappedKeyField, Envelope.WrappedKey);
            writer.WriteBase64String(VectorField, Envelope.InitializationVector);
        });

    /// <summary>Formats the second line.</summary>
    /// <param name="uploadId">The ID of the upload.</param>
    /// <param name="serverSideEncryption">The server-side encryption that the server reports.</param>
    /// <param name="dataKey">The data key of the object; null without client-side encryption.</param>
    public byte[] Started(string uploadId, string? serverSideEncryption, DataKey? dataKey) =>
        Line(writer =>
        {
            writer.WriteString(UploadIdField, uploadId);
            writer.WriteString(EncryptionField, serverSideEncryption);
            if (dataKey is not null)
                writer.WriteBase64String(CodeField, CodeOf(dataKey, Join(Header(), uploadId, serverSideEncryption)));
        });

    /// <summary>Formats the line of a part that is about to be sent.</summary>
    public static byte[] Part(int number, long length, uint crc32C) =>
        Line(writer =>
        {
            writer.WriteNumber(PartField, number);
            writer.WriteNumber(LengthField, length);
            writer.WriteString(ChecksumField, Crc32C.Format(crc32C));
        });

    /// <summary>Returns whether the run that had the data key wrote the state.</summary>
    public bool IsAuthentic(DataKey dataKey) => CryptographicOperations.FixedTimeEquals(CodeOf(dataKey, Authenticated), Code);

    /// <summary>Parses a state. A last line without a line feed was not written completely, and is ignored.</summary>
    /// <exception cref="FormatException">This module did not write the state, or it is damaged. The message continues a
    /// sentence.</exception>
    public static UploadState Parse(byte[] content)
    {
        try
        {
            UploadState? state = null;
            var sent = new Dictionary<int, (long Length, uint Crc32C)>();
            byte[] header = [];
            foreach (var line in Lines(content))
            {
                using var document = JsonText.Parse(line);
                var root = document.RootElement;
                if (state is null)
                {
                    state = ParseHeader(root);
                    header = [.. line.ToArray(), (byte)'\n'];
                }
                else if (state.UploadId is null)
                {
                    state = ParseStarted(state, header, root);
                }
                else
                {
                    sent[Number(root, PartField)] = (
                        Number(root, LengthField),
                        Crc32C.Parse(Required(root, ChecksumField)) ?? throw new FormatException($"its '{ChecksumField}' is not valid")
                    );
                }
            }
            return state is null ? throw new FormatException("it is empty") : state with { Sent = sent };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second is of a name that is not UTF-8.
            throw new FormatException("it is not JSON", exception);
        }
    }

    static UploadState ParseHeader(JsonElement root)
    {
        if (!string.Equals(Required(root, FormatField), CurrentFormat, StringComparison.Ordinal))
            throw new FormatException($"its '{FormatField}' is not supported, perhaps because another version wrote it");
        if (
            !DateTime.TryParseExact(
                Required(root, StartedField),
                "O",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal,
                out var started
            )
        )
            throw new FormatException($"its '{StartedField}' is not a time");
        if (JsonText.Find(root, FactsField) is not { ValueKind: JsonValueKind.Object } listed)
            throw new FormatException($"it has no '{FactsField}'");
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var fact in listed.EnumerateObject())
        {
            if (fact.Value.ValueKind != JsonValueKind.String || facts.ContainsKey(fact.Name))
                throw new FormatException($"its '{FactsField}' are not valid");
            facts.Add(fact.Name, JsonText.Text(fact.Value));
        }
        var state = new UploadState(new UploadFacts(facts), started);
        if (Bytes(root, WrappedKeyField) is not { } wrappedKey)
            return state;
        if (wrappedKey.Length != KeyWrap.WrappedLength || Bytes(root, VectorField) is not { Length: CbcContent.BlockLength } vector)
            throw new FormatException("its envelope is not valid");
        return state with { Envelope = new ContentEnvelope(wrappedKey, vector, unencryptedLength: null) };
    }

    static UploadState ParseStarted(UploadState state, byte[] header, JsonElement root)
    {
        var uploadId = Required(root, UploadIdField);
        var encryption = JsonText.Find(root, EncryptionField) is { ValueKind: JsonValueKind.String } reported
            ? JsonText.Text(reported)
            : null;
        return state with
        {
            UploadId = uploadId,
            ServerSideEncryption = encryption,
            Code = Bytes(root, CodeField) ?? [],
            Authenticated = Join(header, uploadId, encryption),
        };
    }

    static IEnumerable<ReadOnlyMemory<byte>> Lines(byte[] content)
    {
        var start = 0;
        for (var end = Array.IndexOf(content, (byte)'\n'); end >= 0; end = Array.IndexOf(content, (byte)'\n', start))
        {
            yield return content.AsMemory(start, end - start);
            start = end + 1;
        }
    }

    static string Required(JsonElement root, string name) =>
        JsonText.Find(root, name) is { ValueKind: JsonValueKind.String } value && JsonText.Text(value) is { Length: > 0 } text
            ? text
            : throw new FormatException($"it has no '{name}'");

    static int Number(JsonElement root, string name) =>
        JsonText.Find(root, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) && number >= 0
            ? number
            : throw new FormatException($"it has no '{name}'");

    static byte[]? Bytes(JsonElement root, string name) =>
        JsonText.Find(root, name) is { ValueKind: JsonValueKind.String } value
            ? value.TryGetBytesFromBase64(out var bytes)
                ? bytes
                : throw new FormatException($"its '{name}' is not base64")
            : null;

    /// <summary>Neither text contains a line feed in what a server sends; with their order, the lines are unambiguous.</summary>
    static byte[] Join(byte[] header, string uploadId, string? serverSideEncryption) =>
        [.. header, .. Line(writer => writer.WriteString(UploadIdField, uploadId)), .. Encoding.UTF8.GetBytes(serverSideEncryption ?? "")];

    /// <summary>The key of the code is derived from the data key, which itself only encrypts.</summary>
    static byte[] CodeOf(DataKey dataKey, byte[] content)
    {
        using var derived = dataKey.Derive(CodeLabel);
        using var code = new HMACSHA256(derived.Array);
        return code.ComputeHash(content);
    }

    static byte[] Line(Action<Utf8JsonWriter> write)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }
        text.WriteByte((byte)'\n');
        return text.ToArray();
    }
}
