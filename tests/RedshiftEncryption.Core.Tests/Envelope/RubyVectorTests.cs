using System.Text.Json;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Tests.Envelope;

/// <summary>The format is pinned by what AWS's Ruby client sent (Vectors/make_ruby_v1.rb), without Ruby.</summary>
public sealed class RubyVectorTests
{
    static readonly JsonElement Vectors = JsonDocument
        .Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", "ruby-v1.json")))
        .RootElement;

    public static TheoryData<int> Objects => [.. Enumerable.Range(0, Vectors.GetProperty("objects").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Objects))]
    public async Task What_ruby_wrote_is_read_and_written_alike(int index)
    {
        var vector = Vectors.GetProperty("objects")[index];
        var plaintext = vector.GetProperty("plaintext").GetBytesFromBase64();
        var ciphertext = vector.GetProperty("ciphertext").GetBytesFromBase64();
        var metadata = vector
            .GetProperty("metadata")
            .EnumerateObject()
            .ToDictionary(static field => field.Name, static field => field.Value.GetString()!, StringComparer.Ordinal);
        using var rootKey = RootKeyText.Parse(Vectors.GetProperty("rootKey").GetBytesFromBase64());

        var envelope = EnvelopeReader.Read(metadata).Envelope!;
        Assert.Equal(plaintext.Length, envelope.UnencryptedLength);
        using var dataKey = KeyWrap.Unwrap(rootKey, envelope.WrappedKey)!;
        using var decryptor = new CbcDecryptor(dataKey, envelope.InitializationVector);
        var decrypted = ciphertext.ToArray();
        decryptor.DecryptBlocks(decrypted, 0, decrypted.Length);
        Assert.True(CbcDecryptor.TryGetPaddingLength(decrypted.AsSpan(decrypted.Length - 16), out var padding));
        Assert.Equal(plaintext, decrypted[..^padding]);

        // The other way round: with the same data key and vector, the same bytes and fields.
        using var encryptor = new CbcEncryptor(dataKey, envelope.InitializationVector);
        var reader = new PartReader(new MemoryStream(plaintext), plaintext.Length, encryptor);
        var part = new byte[reader.MaximumLength];
        Assert.Equal(ciphertext.Length, (await reader.ReadAsync(part, part.Length, TestContext.Current.CancellationToken)).Length);
        Assert.Equal(ciphertext, part);
        var rewritten = new ContentEnvelope(KeyWrap.Wrap(rootKey, dataKey), envelope.InitializationVector, plaintext.Length).ToMetadata();
        Assert.Equal(
            metadata.OrderBy(static field => field.Key, StringComparer.Ordinal),
            rewritten.OrderBy(static field => field.Key, StringComparer.Ordinal)
        );
    }
}
