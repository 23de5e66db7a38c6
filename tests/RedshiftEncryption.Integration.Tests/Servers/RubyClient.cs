using System.Text.Json;

namespace RedshiftEncryption.Integration.Servers;

/// <summary>AWS's Ruby encryption clients, at a server; without a root key its plain one.</summary>
/// <param name="connection">The server.</param>
/// <param name="bucketName">Where the objects are.</param>
/// <param name="rootKey">Base64 of a symmetric one, PEM of an RSA one, or <see cref="Kms"/>; null for none.</param>
internal sealed class RubyClient(RadosgwConnection connection, string bucketName, string? rootKey)
{
    /// <summary>A key in KMS in place of a root key: see <see cref="KmsAnswer"/>.</summary>
    public const string Kms = "kms";

    static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Ruby", "encryption_client.rb");

    public RubyClient(RadosgwConnection connection, string bucketName, RootKey rootKey)
        : this(connection, bucketName, Convert.ToBase64String(rootKey.Secret.Array)) { }

    /// <summary>1 for <c>Encryption</c>, which this module writes like; 2 for <c>EncryptionV2</c>: AES-GCM for key and content.</summary>
    public int Generation { get; init; } = 1;

    /// <summary>Whether the envelope goes to a second object in place of the metadata.</summary>
    public bool IsInInstructionFile { get; init; }

    /// <summary>What KMS answers. Without it, what is written under a KMS key cannot be read.</summary>
    public (byte[] DataKey, byte[] Ciphertext)? KmsAnswer { get; init; }

    public Task PutAsync(IEnumerable<(string Key, string Path)> objects) => RunAsync("put", objects);

    /// <summary>Writes the decrypted content of objects to files, and returns the keys of those that do not exist.</summary>
    /// <exception cref="CommandFailedException">An object cannot be read or decrypted.</exception>
    public async Task<List<string>> SaveAsync(IEnumerable<(string Key, string Path)> objects)
    {
        var answer = await RunAsync("save", objects);
        return answer
            .EnumerateArray()
            .Where(static element => !element.GetProperty("found").GetBoolean())
            .Select(static element => element.GetProperty("key").GetString()!)
            .ToList();
    }

    /// <summary>Length and SHA-256 of the decrypted content by key.</summary>
    public async Task<Dictionary<string, (long Length, string Sha256)>> GetAsync(IEnumerable<string> keys)
    {
        var answer = await RunAsync("get", keys.Select(static key => (key, "")));
        return answer
            .EnumerateArray()
            .ToDictionary(
                static element => element.GetProperty("key").GetString()!,
                static element => (element.GetProperty("length").GetInt64(), element.GetProperty("sha256").GetString()!),
                StringComparer.Ordinal
            );
    }

    async Task<JsonElement> RunAsync(string operation, IEnumerable<(string Key, string Path)> objects)
    {
        Command.Require("ruby");
        var request = JsonSerializer.Serialize(
            new
            {
                operation,
                endpoint = connection.Endpoint,
                accessKeyId = connection.AccessKeyId,
                secretAccessKey = connection.SecretAccessKey,
                bucket = bucketName,
                rootKey,
                generation = Generation,
                inInstructionFile = IsInInstructionFile,
                kms = KmsAnswer is { } answer ? new { dataKey = answer.DataKey, ciphertext = answer.Ciphertext } : null,
                objects = objects.Select(static item => new { key = item.Key, path = item.Path }),
            }
        );
        var (exitCode, output, error) = await Command.RunAsync("ruby", [Script], request);
        return exitCode == 0 ? JsonDocument.Parse(output).RootElement : throw new CommandFailedException(error);
    }
}
