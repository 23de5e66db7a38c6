using System.Text.Json;

namespace LocalS3;

/// <summary>The ciphertexts of a file that the stub of KMS decrypts beside its own.</summary>
sealed class KmsAnswers
{
    public static readonly KmsAnswers None = new([]);

    readonly IReadOnlyList<KmsAnswer> all;

    KmsAnswers(IReadOnlyList<KmsAnswer> all) => this.all = all;

    /// <param name="path">A JSON file: an array of answers, or an object whose <c>vectors</c> have one each as <c>kms</c> or none.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="FormatException">It is not such a file.</exception>
    public static KmsAnswers Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            var answers =
                root.ValueKind is JsonValueKind.Array
                    ? root.EnumerateArray()
                    : root.GetProperty("vectors")
                        .EnumerateArray()
                        .Where(static vector => vector.TryGetProperty("kms", out _))
                        .Select(static vector => vector.GetProperty("kms"));
            return new KmsAnswers([.. answers.Select(Parse)]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new FormatException($"'{path}' is not a file of KMS answers: {e.Message}", e);
        }
    }

    public IEnumerable<KmsAnswer> Find(byte[] ciphertext) => all.Where(answer => answer.CiphertextBlob.AsSpan().SequenceEqual(ciphertext));

    public bool HasKey(string arn) => all.Any(answer => answer.KeyId.Equals(arn, StringComparison.Ordinal));

    static KmsAnswer Parse(JsonElement answer) =>
        new(
            answer.GetProperty("keyId").GetString() ?? "",
            answer
                .GetProperty("encryptionContext")
                .EnumerateObject()
                .ToDictionary(static entry => entry.Name, static entry => entry.Value.GetString() ?? "", StringComparer.Ordinal),
            answer.GetProperty("ciphertextBlob").GetBytesFromBase64(),
            answer.GetProperty("plaintext").GetBytesFromBase64()
        );
}
