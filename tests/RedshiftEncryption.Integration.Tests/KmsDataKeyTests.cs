using System.Text.Json;
using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Integration;

/// <summary>
/// The data keys that AWS's client for .NET had its KMS wrap, and keys of LocalS3's own stub, through the AWS SDK. The
/// answers of that KMS are listed in the vectors; the stub checks context, key and region as KMS does.
/// </summary>
public sealed class KmsDataKeyTests : IAsyncLifetime
{
    const string Region = "us-east-1";
    const string OtherRegion = "eu-west-3";

    static readonly string VectorsPath = Path.Combine(
        Repository.Root,
        "tests",
        "RedshiftEncryption.Core.Tests",
        "Vectors",
        "s3ec-dotnet-4.0.2.json"
    );

    static readonly IReadOnlyList<Answer> Answers = ReadAnswers();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    FaultyServer server = null!;
    KmsDataKeys keys = null!;

    public async ValueTask InitializeAsync()
    {
        server = await FaultyServer.StartAsync("--kms-answers", VectorsPath);
        keys = new KmsDataKeys((region, _) => Task.FromResult<IKeyProtection>(server.OpenKms(region)), region: null, requiredContext: null);
    }

    public async ValueTask DisposeAsync()
    {
        keys.Dispose();
        await server.DisposeAsync();
    }

    static IReadOnlyList<Answer> ReadAnswers()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(VectorsPath));
        return
        [
            .. document
                .RootElement.GetProperty("vectors")
                .EnumerateArray()
                .Where(static vector => vector.TryGetProperty("kms", out _))
                .Select(static vector => vector.GetProperty("kms").Deserialize<Answer>(JsonSerializerOptions.Web)!),
        ];
    }

    Task<DataKey> DecryptAsync(
        Answer answer,
        string? keyId = null,
        Dictionary<string, string>? context = null,
        string region = Region,
        CancellationToken? token = null
    ) => keys.DecryptAsync(answer.CiphertextBlob, keyId, context ?? answer.EncryptionContext, region, token ?? Token);

    async Task<KeyProtectionException> RefusedAsync(
        Answer answer,
        string? keyId = null,
        Dictionary<string, string>? context = null,
        string region = Region
    )
    {
        var refusal = await Assert.ThrowsAsync<KeyProtectionException>(() => DecryptAsync(answer, keyId, context, region));
        Assert.Equal(KeyPurpose.DataKey, refusal.Purpose);
        Assert.DoesNotContain("key file", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(answer.Plaintext), refusal.ToString(), StringComparison.Ordinal);
        return refusal;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_data_keys_of_the_vectors_are_decrypted(bool withKeyId)
    {
        Assert.Equal(8, Answers.Count);
        foreach (var answer in Answers)
        {
            using var key = await DecryptAsync(answer, withKeyId ? answer.KeyId : null);
            Assert.Equal(answer.Plaintext, key.Secret.Array);
        }
    }

    [Fact]
    public async Task The_answers_may_be_an_array()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllBytesAsync(path, JsonSerializer.SerializeToUtf8Bytes(Answers, JsonSerializerOptions.Web), Token);
        try
        {
            await using var other = await FaultyServer.StartAsync("--kms-answers", path);
            using var kms = other.OpenKms(Region);
            var answer = Answers[^1];
            using var key = await kms.DecryptAsync(KeyPurpose.DataKey, null, answer.CiphertextBlob, answer.EncryptionContext, Token);
            Assert.Equal(answer.Plaintext, key.Array);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_key_of_the_stub_is_decrypted_with_and_without_its_id()
    {
        using var kms = server.OpenKms(OtherRegion);
        using var secret = SecretBytes.Random(24);
        var context = new Dictionary<string, string> { ["kms_cmk_id"] = "alias/load" };
        var (keyId, ciphertext) = await kms.EncryptAsync("alias/load", secret, context, Token);
        using var named = await keys.DecryptAsync(ciphertext, keyId, context, Region, Token);
        using var unnamed = await keys.DecryptAsync(ciphertext, null, context, OtherRegion, Token);
        Assert.Equal(secret.Array, named.Secret.Array);
        Assert.Equal(secret.Array, unnamed.Secret.Array);
        for (var i = 0; i < ciphertext.Length; i++)
        {
            ciphertext[i] ^= 1;
            await Assert.ThrowsAsync<KeyProtectionException>(() => keys.DecryptAsync(ciphertext, null, context, OtherRegion, Token));
            ciphertext[i] ^= 1;
        }
    }

    [Fact]
    public async Task Another_context_is_refused()
    {
        var answer = Answers[0];
        foreach (
            var context in (Dictionary<string, string>[])
                [
                    [],
                    new() { ["purpose"] = "vector" },
                    new(answer.EncryptionContext) { ["purpose"] = "other" },
                    new(answer.EncryptionContext) { ["more"] = "" },
                ]
        )
        {
            var refusal = await RefusedAsync(answer, context: context);
            Assert.Equal(KeyProtectionFault.KmsCiphertextRefused, refusal.Fault);
            Assert.Contains("data key", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Another_key_is_refused_but_an_alias_is_not_asked_for()
    {
        const string Other = $"arn:aws:kms:{Region}:111122223333:key/other";
        Assert.Equal(KeyProtectionFault.KmsCiphertextRefused, (await RefusedAsync(Answers[0], keyId: Other)).Fault);
        using var key = await DecryptAsync(Answers[0], keyId: "alias/other");
        using var same = await DecryptAsync(Answers[0], keyId: $"arn:aws:kms:{Region}:111122223333:alias/other");
        Assert.True(key.Secret.Span.SequenceEqual(same.Secret.Span));
    }

    /// <summary>KMS does not say which of the two it is, so that the message has to name both.</summary>
    [Fact]
    public async Task Another_region_is_denied_if_only_the_ciphertext_names_the_key()
    {
        var refusal = await RefusedAsync(Answers[0], region: OtherRegion);
        Assert.Equal(KeyProtectionFault.KmsAccessDenied, refusal.Fault);
        Assert.Contains("kms:Decrypt", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("kms:Encrypt", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(OtherRegion, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_given_region_without_the_key_is_a_key_that_is_not_found()
    {
        using var elsewhere = new KmsDataKeys(
            (region, _) => Task.FromResult<IKeyProtection>(server.OpenKms(region)),
            OtherRegion,
            requiredContext: null
        );
        var answer = Answers[0];
        var refusal = await Assert.ThrowsAsync<KeyProtectionException>(() =>
            elsewhere.DecryptAsync(answer.CiphertextBlob, answer.KeyId, answer.EncryptionContext, Region, Token)
        );
        Assert.Equal(KeyProtectionFault.KmsKeyNotFound, refusal.Fault);
        Assert.Contains(OtherRegion, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Access_denied_names_the_permission()
    {
        await server.AddFaultAsync(
            new
            {
                operation = "Decrypt",
                kind = "error",
                status = 400,
                code = "AccessDeniedException",
            }
        );
        var refusal = await RefusedAsync(Answers[0], Answers[0].KeyId);
        Assert.Equal((KeyProtectionFault.KmsAccessDenied, Answers[0].KeyId), (refusal.Fault, refusal.KeyId));
        Assert.Contains("kms:Decrypt", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("kms:Encrypt", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Throttling_is_retried_by_the_sdk()
    {
        await server.AddFaultAsync(
            new
            {
                operation = "Decrypt",
                kind = "error",
                status = 400,
                code = "ThrottlingException",
                times = 2,
            }
        );
        using var key = await DecryptAsync(Answers[0]);
        Assert.Equal(Answers[0].Plaintext, key.Secret.Array);
        Assert.Equal(2, await server.FaultHitsAsync());
    }

    [Theory]
    [InlineData(400, "ThrottlingException")]
    [InlineData(400, "LimitExceededException")]
    [InlineData(429, "TooManyRequestsException")]
    public async Task Throttling_that_outlasts_the_retries_is_an_outage(int status, string code)
    {
        await server.AddFaultAsync(
            new
            {
                operation = "Decrypt",
                kind = "error",
                status,
                code,
            }
        );
        var refusal = await RefusedAsync(Answers[0]);
        Assert.Equal(KeyProtectionFault.KmsUnavailable, refusal.Fault);
        Assert.Contains($"throttled the request for the KMS key of the object ({code}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_can_be_canceled()
    {
        await server.AddFaultAsync(new { operation = "Decrypt", kind = "hang" });
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var waiting = DecryptAsync(Answers[0], token: cancellation.Token);
        while (await server.FaultHitsAsync() == 0)
            Assert.False(waiting.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    sealed record Answer(string KeyId, Dictionary<string, string> EncryptionContext, byte[] CiphertextBlob, byte[] Plaintext);
}
