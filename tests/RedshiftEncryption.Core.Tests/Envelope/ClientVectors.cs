using System.Text;
using System.Text.Json;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Tests.Envelope;

/// <summary>Contains objects that AWS's S3 Encryption Client for .NET 4.0.2 wrote, and the keys that open them.</summary>
internal sealed class ClientVectors : IDisposable
{
    const string WirePrefix = "x-amz-meta-";

    ClientVectors(RootKey rootKey, RsaPrivateKey privateKey, IReadOnlyList<ClientVector> vectors)
    {
        RootKey = rootKey;
        PrivateKey = privateKey;
        All = vectors;
    }

    public RootKey RootKey { get; }

    public RsaPrivateKey PrivateKey { get; }

    public IReadOnlyList<ClientVector> All { get; }

    public static ClientVectors Load()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Vectors", "s3ec-dotnet-4.0.2.json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        return new ClientVectors(
            new RootKey(SecretBytes.CopyOf(root.GetProperty("rootKey").GetBytesFromBase64())),
            RsaPrivateKey.Parse(Encoding.ASCII.GetBytes(root.GetProperty("rsaPrivateKeyPem").GetString()!), passphrase: null, path: null),
            [.. root.GetProperty("vectors").EnumerateArray().Select(Parse)]
        );
    }

    /// <summary>Returns the keys that open all of them, with a KMS that has the answers of the vectors alone.</summary>
    public KeyRing Ring() => new([RootKey], [PrivateKey], new KmsDataKeys(OpenAsync, region: null, requiredContext: null));

    public void Dispose()
    {
        RootKey.Dispose();
        PrivateKey.Dispose();
    }

    Task<IKeyProtection> OpenAsync(string region, CancellationToken cancellationToken) =>
        Task.FromResult<IKeyProtection>(new AnsweringKms(region, [.. All.Select(static vector => vector.Kms).OfType<KmsAnswer>()]));

    static ClientVector Parse(JsonElement vector)
    {
        var stored = vector.GetProperty("object");
        var hasInstructions = vector.TryGetProperty("instructionFile", out var instructions);
        return new ClientVector(
            vector.GetProperty("name").GetString()!,
            vector.GetProperty("plaintext").GetBytesFromBase64(),
            stored.GetProperty("body").GetBytesFromBase64(),
            Metadata(stored),
            hasInstructions ? instructions.GetProperty("body").GetBytesFromBase64() : null,
            hasInstructions ? Metadata(instructions) : [],
            vector.TryGetProperty("kms", out var kms)
                ? new KmsAnswer(
                    kms.GetProperty("ciphertextBlob").GetBytesFromBase64(),
                    kms.GetProperty("encryptionContext")
                        .EnumerateObject()
                        .ToDictionary(static entry => entry.Name, static entry => entry.Value.GetString()!, StringComparer.Ordinal),
                    kms.GetProperty("plaintext").GetBytesFromBase64()
                )
                : null
        );
    }

    static Dictionary<string, string> Metadata(JsonElement item) =>
        item.GetProperty("metadata")
            .EnumerateObject()
            .ToDictionary(
                static field => field.Name[WirePrefix.Length..],
                static field => field.Value.GetString()!,
                StringComparer.Ordinal
            );
}
