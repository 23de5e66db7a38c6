using System.Text.Json;

namespace RedshiftEncryption.Integration.Servers;

/// <summary>AWS's Ruby encryption client, at a server.</summary>
internal sealed class RubyClient(RadosgwConnection connection, string bucketName, RootKey rootKey)
{
    static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Ruby", "encryption_client.rb");

    public Task PutAsync(IEnumerable<(string Key, string Path)> objects) => RunAsync("put", objects);

    /// <summary>Length and SHA-256 of the decrypted content by key.</summary>
    public async Task<Dictionary<string, (long Length, string Sha256)>> GetAsync(IEnumerable<string> keys)
    {
        var answer = await RunAsync("get", keys.Select(static key => (key, "")));
        return answer.EnumerateArray().ToDictionary(
            static element => element.GetProperty("key").GetString()!,
            static element => (element.GetProperty("length").GetInt64(), element.GetProperty("sha256").GetString()!),
            StringComparer.Ordinal);
    }

    async Task<JsonElement> RunAsync(string operation, IEnumerable<(string Key, string Path)> objects)
    {
        if (!Command.Exists("ruby"))
            Repository.Lack("There is no ruby.");
        var request = JsonSerializer.Serialize(new
        {
            operation,
            endpoint = connection.Endpoint,
            accessKeyId = connection.AccessKeyId,
            secretAccessKey = connection.SecretAccessKey,
            bucket = bucketName,
            rootKey = Convert.ToBase64String(rootKey.Secret.Array),
            objects = objects.Select(static item => new { key = item.Key, path = item.Path }),
        });
        var (exitCode, output, error) = await Command.RunAsync("ruby", [Script], request);
        Assert.True(exitCode == 0, error);
        return JsonDocument.Parse(output).RootElement;
    }
}
