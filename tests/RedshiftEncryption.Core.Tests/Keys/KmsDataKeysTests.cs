using RedshiftEncryption.Keys;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Tests.Keys;

public sealed class KmsDataKeysTests : IDisposable
{
    const string Store = "eu-west-1";
    const string Arn = "arn:aws:kms:us-east-1:111122223333:key/1";

    static readonly byte[] Ciphertext = [1, 2, 3];
    static readonly Dictionary<string, string> Context = new() { ["purpose"] = "load", ["aws:x-amz-cek-alg"] = "115" };

    readonly FakeKms kms = new();
    readonly List<string> opened = [];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => kms.Dispose();

    KmsDataKeys Keys(string? region = null, IReadOnlyDictionary<string, string>? requiredContext = null) =>
        new(
            (name, _) =>
            {
                opened.Add(name);
                return Task.FromResult<IKeyProtection>(kms);
            },
            region,
            requiredContext
        );

    [Theory]
    [InlineData(null, null, Store)]
    [InlineData(null, "1234abcd-12ab-34cd-56ef-1234567890ab", Store)]
    [InlineData(null, "alias/load", Store)]
    [InlineData(null, "arn:aws:kms::111122223333:key/1", Store)]
    [InlineData(null, "arn:aws:s3:us-east-1:111122223333:key/1", Store)]
    [InlineData(null, Arn, "us-east-1")]
    [InlineData(null, "arn:aws-cn:kms:cn-north-1:111122223333:alias/load", "cn-north-1")]
    [InlineData("ap-south-1", Arn, "ap-south-1")]
    [InlineData("ap-south-1", null, "ap-south-1")]
    public async Task The_region_is_the_given_one_or_that_of_the_key_or_of_the_store(string? given, string? keyId, string expected)
    {
        using var keys = Keys(given);
        using var key = await keys.DecryptAsync(Ciphertext, keyId, Context, Store, Token);
        Assert.Equal([expected], opened);
    }

    /// <summary>It would become part of the host name that a signed request goes to.</summary>
    [Theory]
    [InlineData("arn:aws:kms:evil.example.com/:111122223333:key/1", Store)]
    [InlineData("arn:aws:kms:us-east-1@evil:111122223333:key/1", Store)]
    [InlineData(null, "x.evil.example.com")]
    [InlineData(null, "")]
    public async Task What_cannot_be_a_region_is_not_opened(string? keyId, string store)
    {
        using var keys = Keys();
        var refusal = await Assert.ThrowsAsync<KeyProtectionException>(() => keys.DecryptAsync(Ciphertext, keyId, Context, store, Token));
        Assert.Equal(KeyProtectionFault.KmsKeyNotFound, refusal.Fault);
        Assert.Empty(opened);
    }

    [Fact]
    public async Task The_request_is_that_of_the_envelope()
    {
        using var keys = Keys();
        using var key = await keys.DecryptAsync(Ciphertext, null, Context, Store, Token);
        var request = Assert.Single(kms.Requests);
        Assert.Equal(KeyPurpose.DataKey, request.Purpose);
        Assert.Null(request.KeyId);
        Assert.Same(Ciphertext, request.Ciphertext);
        Assert.Equal(Context, request.Context);
    }

    [Fact]
    public async Task Each_region_is_opened_once_and_closed_at_the_end()
    {
        var keys = Keys();
        for (var i = 0; i < 3; i++)
        {
            (await keys.DecryptAsync(Ciphertext, null, Context, Store, Token)).Dispose();
            (await keys.DecryptAsync(Ciphertext, Arn, Context, Store, Token)).Dispose();
        }
        Assert.Equal([Store, "us-east-1"], opened);
        Assert.Equal(0, kms.Closed);
        keys.Dispose();
        Assert.Equal(2, kms.Closed);
    }

    [Fact]
    public async Task Those_that_wait_for_an_opening_share_it()
    {
        var connection = new TaskCompletionSource<IKeyProtection>(TaskCreationOptions.RunContinuationsAsynchronously);
        var openings = 0;
        using var keys = new KmsDataKeys(
            (_, _) =>
            {
                openings++;
                return connection.Task;
            },
            region: null,
            requiredContext: null
        );
        Task<DataKey>[] waiting = [.. Enumerable.Range(0, 5).Select(_ => keys.DecryptAsync(Ciphertext, null, Context, Store, Token))];
        connection.SetResult(kms);
        foreach (var task in waiting)
            (await task).Dispose();
        Assert.Equal(1, openings);
    }

    [Fact]
    public async Task A_failed_opening_is_not_remembered()
    {
        var openings = 0;
        using var keys = new KmsDataKeys(
            (_, _) => openings++ == 0 ? throw new InvalidConnectionException("no such profile") : Task.FromResult<IKeyProtection>(kms),
            region: null,
            requiredContext: null
        );
        var refusal = await Assert.ThrowsAsync<KeyProtectionException>(() => keys.DecryptAsync(Ciphertext, null, Context, Store, Token));
        Assert.Equal(KeyProtectionFault.KmsInvalidCredentials, refusal.Fault);
        Assert.Contains("no such profile", refusal.Message, StringComparison.Ordinal);
        (await keys.DecryptAsync(Ciphertext, null, Context, Store, Token)).Dispose();
        Assert.Equal(2, openings);
    }

    [Fact]
    public async Task The_cancellation_of_one_does_not_cancel_those_that_wait_for_its_opening()
    {
        using var cancellation = new CancellationTokenSource();
        var openings = 0;
        using var keys = new KmsDataKeys(
            async (_, token) =>
            {
                if (openings++ == 0)
                    await Task.Delay(Timeout.Infinite, token);
                return kms;
            },
            region: null,
            requiredContext: null
        );
        var canceled = keys.DecryptAsync(Ciphertext, null, Context, Store, cancellation.Token);
        var other = keys.DecryptAsync(Ciphertext, null, Context, Store, Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled);
        (await other).Dispose();
        Assert.Equal(2, openings);
    }

    [Fact]
    public async Task No_more_requests_than_the_limit_are_sent_concurrently()
    {
        using var keys = Keys();
        kms.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Each runs until it waits: for the gate, or for its turn.
        Task<DataKey>[] tasks =
        [
            .. Enumerable
                .Range(0, 3 * KmsDataKeys.ConcurrentRequests)
                .Select(_ => keys.DecryptAsync(Ciphertext, null, Context, Store, Token)),
        ];
        Assert.Equal(KmsDataKeys.ConcurrentRequests, kms.Requests.Count);
        using var cancellation = new CancellationTokenSource();
        var waiting = keys.DecryptAsync(Ciphertext, null, Context, Store, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        kms.Gate.SetResult();
        foreach (var task in tasks)
            (await task).Dispose();
        Assert.Equal(tasks.Length, kms.Requests.Count);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(32)]
    public async Task A_key_has_the_length_of_an_aes_key(int length)
    {
        kms.Answer = () => SecretBytes.Random(length);
        using var keys = Keys();
        var key = await keys.DecryptAsync(Ciphertext, null, Context, Store, Token);
        var bytes = key.Secret.Array;
        Assert.Equal(length, bytes.Length);
        key.Dispose();
        Assert.All(bytes, static value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(64)]
    public async Task What_has_another_length_is_no_data_key_and_is_zeroed(int length)
    {
        var secret = SecretBytes.Random(length);
        var bytes = secret.Array;
        kms.Answer = () => secret;
        using var keys = Keys();
        var refusal = await Assert.ThrowsAsync<KeyProtectionException>(() => keys.DecryptAsync(Ciphertext, Arn, Context, Store, Token));
        Assert.Equal((KeyProtectionFault.KmsInvalidResponse, KeyPurpose.DataKey, Arn), (refusal.Fault, refusal.Purpose, refusal.KeyId));
        Assert.All(bytes, static value => Assert.Equal(0, value));
    }

    [Fact]
    public async Task Failures_are_the_items_and_leave_nothing_behind()
    {
        kms.Answer = () => throw new KeyProtectionException(KeyProtectionFault.KmsAccessDenied, KeyPurpose.DataKey, null, "denied");
        using var keys = Keys();
        for (var i = 0; i < 2 * KmsDataKeys.ConcurrentRequests; i++)
        {
            var refusal = await Assert.ThrowsAsync<KeyProtectionException>(() =>
                keys.DecryptAsync(Ciphertext, null, Context, Store, Token)
            );
            Assert.Equal("KmsAccessDenied", Assert.IsType<IItemFailure>(refusal, exactMatch: false).ErrorId);
        }
        kms.Answer = () => SecretBytes.CopyOf(new byte[32]);
        (await keys.DecryptAsync(Ciphertext, null, Context, Store, Token)).Dispose();
        (await keys.DecryptAsync(Ciphertext, null, Context, Store, Token)).Dispose();
        Assert.Equal((2 * KmsDataKeys.ConcurrentRequests) + 2, kms.Requests.Count);
        Assert.Equal([Store], opened);
    }

    [Theory]
    [InlineData("purpose", "archive", "another value of 'purpose'")]
    [InlineData("purpose", "LOAD", "another value of 'purpose'")]
    [InlineData("Purpose", "load", "does not contain the required name 'Purpose'")]
    [InlineData("owner", "", "does not contain the required name 'owner'")]
    public async Task An_object_without_the_required_context_is_refused_before_any_request(string name, string value, string reason)
    {
        using var keys = Keys(requiredContext: new Dictionary<string, string> { ["aws:x-amz-cek-alg"] = "115", [name] = value });
        var refusal = await Assert.ThrowsAsync<KeyProtectionException>(() => keys.DecryptAsync(Ciphertext, Arn, Context, Store, Token));
        Assert.Equal(KeyProtectionFault.KmsEncryptionContextDiffers, refusal.Fault);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(opened);
        Assert.Empty(kms.Requests);
    }

    [Fact]
    public async Task The_required_context_may_be_a_part_and_the_request_has_the_whole()
    {
        using var keys = Keys(requiredContext: new Dictionary<string, string> { ["purpose"] = "load" });
        using var key = await keys.DecryptAsync(Ciphertext, Arn, Context, Store, Token);
        Assert.Equal(Context, Assert.Single(kms.Requests).Context);
    }

    /// <summary>Records requests, and decrypts everything to a key.</summary>
    sealed class FakeKms : IKeyProtection
    {
        public string Region => Store;

        public List<(KeyPurpose Purpose, string? KeyId, byte[] Ciphertext, IReadOnlyDictionary<string, string> Context)> Requests { get; } =
        [];

        public Func<SecretBytes> Answer { get; set; } = static () => SecretBytes.Random(DataKey.LengthInBytes);

        /// <summary>What responses wait for; null for nothing.</summary>
        public TaskCompletionSource? Gate { get; set; }

        public int Closed { get; private set; }

        public Task<(string KeyId, byte[] Ciphertext)> EncryptAsync(
            string keyId,
            SecretBytes key,
            IReadOnlyDictionary<string, string> context,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();

        public async Task<SecretBytes> DecryptAsync(
            KeyPurpose purpose,
            string? keyId,
            byte[] ciphertext,
            IReadOnlyDictionary<string, string> context,
            CancellationToken cancellationToken
        )
        {
            lock (Requests)
                Requests.Add((purpose, keyId, ciphertext, context));
            if (Gate is { } gate)
                await gate.Task;
            return Answer();
        }

        public void Dispose() => Closed++;
    }
}
