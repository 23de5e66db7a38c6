using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using RedshiftEncryption.Aws;
using RedshiftEncryption.Aws.S3;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Destination;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Files;
using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Integration.Responses;

/// <summary>
/// Ten thousand responses that are not what S3 sent, to every operation: each ends in an error of the module's own or in the
/// right bytes, none hangs, and no upload is left open. The seed is fixed, so a case's number is enough to run it again.
/// </summary>
public sealed class ResponseFuzzTests(ITestOutputHelper output) : IDisposable
{
    const int Cases = 10_000;
    const int SocketCases = 300;
    const int Seed = 20261128;
    const int MiB = 1024 * 1024;

    /// <summary>One in so many cases has an object of several ranges or parts.</summary>
    const int LargeEvery = 40;

    /// <summary>Far longer than any case takes, on a machine that is busy with many.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    static readonly string[] Operations =
    [
        "test",
        "receive",
        "receive V2",
        "receive plain",
        "inspect",
        "convert",
        "convert V2",
        "update",
        "send",
        "list",
        "manifest",
        "complete",
    ];

    readonly SampleFiles files = new();
    readonly RootKey rootKey = RootKey.Create();
    readonly RootKey newKey = RootKey.Create();
    readonly BufferPool buffers = new(BufferPool.DefaultLimit);
    readonly ConcurrentDictionary<string, int> counts = new(StringComparer.Ordinal);
    readonly ConcurrentQueue<string> wrong = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        files.Dispose();
        rootKey.Dispose();
        newKey.Dispose();
    }

    [Fact]
    public Task No_response_leads_to_anything_but_an_error_or_the_right_bytes() =>
        FuzzAsync(Cases, static (server, _) => new Connection(Open(server)));

    /// <summary>Two thirds of them are changed on the wire: no HTTP, cut, reset, more than was asked for.</summary>
    [Fact]
    public Task Nor_does_one_over_a_socket() =>
        FuzzAsync(
            SocketCases,
            (server, random) =>
            {
                var socket = new SocketServer(server, random.Next(3) > 0 ? (random.Next(2), WireMutation.Choose(random), random) : null);
                return new Connection(Open(transport: null, socket.Url), socket);
            }
        );

    async Task FuzzAsync(int cases, Func<ScriptedServer, Random, Connection> connect)
    {
        var (small, large) = (await SampleAsync(1000), await SampleAsync(9 * MiB));
        await Parallel.ForEachAsync(
            Enumerable.Range(0, cases),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token },
            async (number, token) =>
            {
                var random = new Random(Seed + number);
                var operation = Operations[number % Operations.Length];
                using var server = new ScriptedServer { Change = (random.Next(random.Next(3) == 0 ? 3 : 1), random) };
                var sample = number % LargeEvery == 0 ? large : small;
                foreach (var (key, content) in sample.Objects)
                    server.Objects[key] = content;
                using var connection = connect(server, random);
                try
                {
                    var result = await RunAsync(operation, sample, server, connection.Store, $"{number}", token).WaitAsync(Patience, token);
                    Judge(result, operation, server, What());
                }
                catch (TimeoutException)
                {
                    wrong.Enqueue($"{What()}: it hangs");
                }
                catch (Exception exception) when (IsOwn(exception))
                {
                    Count("error");
                }
                catch (Exception exception) when (exception is not OperationCanceledException || !token.IsCancellationRequested)
                {
                    wrong.Enqueue($"{What()}: {exception}");
                }
                // If the response that starts an upload is lost, its ID is unknown. Any other upload that stays open is reported.
                if (
                    server.OpenUploads > 0
                    && server.ChangedOperation is not "CreateMultipartUpload"
                    && connection.Server?.ChangedRequest?.Contains("?uploads", StringComparison.Ordinal) is not true
                )
                    wrong.Enqueue($"{What()}: an upload is left open");

                string What() =>
                    $"case {number}: {operation}, {server.ChangedOperation} {server.Mutation?.Name} {connection.Server?.ChangedRequest}";
            }
        );
        foreach (var count in counts.OrderBy(static count => count.Key, StringComparer.Ordinal))
            output.WriteLine($"{count.Value, 6} {count.Key}");
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {cases} cases are wrong:\n{string.Join('\n', wrong.Take(20))}");
        Assert.Equal(0, buffers.Rented);
        Assert.Equal(cases, counts.Values.Sum());
        Assert.True(counts["error"] > cases / 5, "Too few responses were changed to tell anything.");
    }

    void Judge(Outcome result, string operation, ScriptedServer server, string what)
    {
        var changesContent = server.Mutation?.Kind == MutationKind.Content;
        if (result == Outcome.Right)
            Count(server.Mutation is not null ? "right bytes" : "right bytes, no response of that number");
        else if (result == Outcome.NotVerified)
            Count("not verified");
        else if (changesContent && (operation is "receive" or "convert"))
            Count("V1 content that CBC cannot tell was changed");
        else if (changesContent && operation is "receive plain")
            Count("content without an envelope that was changed");
        else
            wrong.Enqueue($"{what}: wrong bytes with success");
    }

    void Count(string outcome) => counts.AddOrUpdate(outcome, 1, static (_, count) => count + 1);

    /// <summary>What commands turn into the error of one item.</summary>
    static bool IsOwn(Exception exception) =>
        exception
            is ObjectStoreException
                or EnvelopeException
                or DamagedContentException
                or RootKeyRequiredException
                or CopyManifestException
                or InvalidCopyOptionException
                or InvalidKeyException
                or DestinationException
                or UploadNotAbortedException;

    static S3ObjectStore Open(HttpMessageHandler? transport, string url = "http://127.0.0.1:1")
    {
        var request = new ConnectionRequest { EndpointUrl = url, Region = "us-east-1" };
        var endpoint = S3Endpoint.Resolve(request);
        endpoint.Config.HttpClientFactory = new AwsHttpClientFactory(transport);
        // The SDK's retries wait by the clock; they are tested elsewhere.
        endpoint.Config.MaxErrorRetry = 0;
        return new S3ObjectStore(new BasicAWSCredentials("id", "secret"), endpoint, request);
    }

    async Task<Outcome> RunAsync(
        string operation,
        Sample sample,
        ScriptedServer server,
        S3ObjectStore store,
        string name,
        CancellationToken token
    )
    {
        var ring = new KeyRing([rootKey]);
        switch (operation)
        {
            case "test":
                var tested = await new VerifyOperation(store, buffers).RunAsync(
                    new VerifyRequest(sample.Path, Address("v1")) { Keys = new KeyRing([rootKey]) },
                    progress: null,
                    token
                );
                return !tested.Verified ? Outcome.NotVerified
                    : server.Mutation?.Kind == MutationKind.Content ? Changed(server)
                    : Outcome.Right;
            case "receive" or "receive V2" or "receive plain":
                var key = operation switch
                {
                    "receive" => "v1",
                    "receive V2" => "v2",
                    _ => "plain",
                };
                var path = Path.Combine(files.Root, name);
                var receive = new ReceiveOperation(
                    store,
                    buffers,
                    new TakenPaths(),
                    new PartialFiles(),
                    static () => throw new NotSupportedException()
                );
                await receive.RunAsync(new ReceiveRequest(Address(key), path, ring), progress: null, token);
                var received = await File.ReadAllBytesAsync(path, token);
                File.Delete(path);
                return Same(received, sample.Plaintext);
            case "inspect":
                // The length is known only from the response to HEAD.
                var found = await new InspectOperation(store).RunAsync(new InspectRequest(Address("v1"), ring), token);
                return
                    string.Equals(found.Envelope, "V1", StringComparison.Ordinal)
                    && string.Equals(found.OpenedBy, rootKey.Fingerprint, StringComparison.Ordinal)
                    && (found.Length == sample.Objects["v1"].Bytes.Length || server.Mutation?.Name is "shorter" or "longer")
                    ? Outcome.Right
                    : Outcome.Wrong;
            case "convert" or "convert V2":
                var source = operation is "convert" ? "v1" : "v2";
                await new ConvertOperation(store, buffers).RunAsync(
                    new ConvertRequest(Address(source), Address("converted"), ring) { ServerSideEncryption = "AES256" },
                    progress: null,
                    token
                );
                return Same(server.Objects.GetValueOrDefault("converted")?.Bytes ?? [], sample.Plaintext);
            case "update":
                var update = new RekeyOperation(store);
                await update.RunAsync(await update.PlanAsync(new RekeyRequest(Address("v1"), ring, newKey), token), progress: null, token);
                return Opens(server.Objects["v1"], newKey, sample);
            case "send":
                await new UploadOperation(store, buffers).RunAsync(
                    new UploadRequest(sample.Path, Address("sent")) { RootKey = rootKey, PartSize = 5 * MiB },
                    progress: null,
                    token
                );
                return Opens(server.Objects["sent"], rootKey, sample);
            case "list":
                var entries = await new ListManifestEntriesOperation(store).RunAsync(
                    new ListManifestEntriesRequest("b", "list/"),
                    progress: null,
                    token
                );
                return entries
                    .Select(static entry => entry.Url)
                    .SequenceEqual(Enumerable.Range(0, 11).Select(static i => $"s3://b/list/{i:00}"), StringComparer.Ordinal)
                    ? Outcome.Right
                    : Outcome.Wrong;
            case "manifest":
                var manifest = await new ReadUnloadManifestOperation(store).RunAsync(
                    new ReadUnloadManifestRequest(Address("manifest")) { RootKey = rootKey, MaximumLength = MiB },
                    token
                );
                return manifest
                    .Select(static entry => entry.Url)
                    .SequenceEqual(["s3://b/list/00", "s3://b/list/01"], StringComparer.Ordinal)
                    ? Outcome.Right
                    : Outcome.Wrong;
            default:
                var level = await store.ListLevelAsync("b", "list/", token);
                return level.Keys.All(static listed => listed.Length == 0 || listed.StartsWith("list/", StringComparison.Ordinal))
                    ? Outcome.Right
                    : Outcome.Wrong;
        }
    }

    /// <summary>Every changed bit must be detected. The envelope is read only from the first response.</summary>
    static Outcome Changed(ScriptedServer server) =>
        server.Mutation!.Name is "bit" || server.Change!.Value.Number == 0 ? Outcome.Wrong : Outcome.Right;

    static Outcome Opens(StoredContent stored, RootKey key, Sample sample)
    {
        var metadata = stored.Headers.ToDictionary(
            static header => header.Key["x-amz-meta-".Length..],
            static header => header.Value,
            StringComparer.OrdinalIgnoreCase
        );
        if (EnvelopeReader.Read(metadata).Envelope is not { } envelope || envelope.Open(key) is not { } dataKey)
            return Outcome.Wrong;
        using (dataKey)
        {
            using var aes = Aes.Create();
            aes.Key = dataKey.Secret.Array;
            return Same(aes.DecryptCbc(stored.Bytes, envelope.InitializationVector), sample.Plaintext);
        }
    }

    static Outcome Same(byte[] found, byte[] expected) => found.AsSpan().SequenceEqual(expected) ? Outcome.Right : Outcome.Wrong;

    static S3Address Address(string key) => new(ScriptedServer.Bucket, key);

    /// <summary>One plaintext in every form, made through the operations where they write it.</summary>
    async Task<Sample> SampleAsync(int length)
    {
        var path = files.Write($"{length}.bin", length);
        var plaintext = await File.ReadAllBytesAsync(path, Token);
        using var server = new ScriptedServer();
        using var store = Open(server);
        await new UploadOperation(store, buffers).RunAsync(
            new UploadRequest(path, Address("v1")) { RootKey = rootKey },
            progress: null,
            Token
        );
        var text = Path.Combine(files.Root, $"{length}.manifest");
        await File.WriteAllTextAsync(text, """{"entries":[{"url":"s3://b/list/00"},{"url":"s3://b/list/01"}]}""", Token);
        await new UploadOperation(store, buffers).RunAsync(
            new UploadRequest(text, Address("manifest")) { RootKey = rootKey },
            progress: null,
            Token
        );
        server.Objects["plain"] = new StoredContent(
            plaintext,
            StoredContent.Md5(plaintext),
            new Dictionary<string, string>(StringComparer.Ordinal)
        );
        server.Objects["v2"] = Gcm(plaintext);
        for (var i = 0; i < 11; i++)
            server.Objects[string.Create(CultureInfo.InvariantCulture, $"list/{i:00}")] = new StoredContent(
                [1],
                "c4ca4238a0b923820dcc509a6f75849b",
                new Dictionary<string, string>(StringComparer.Ordinal)
            );
        return new Sample(path, plaintext, server.Objects);
    }

    /// <summary>What the newer clients write: AES-GCM for the key and for the content.</summary>
    StoredContent Gcm(byte[] plaintext)
    {
        var (dataKey, wrapVector, vector) = (
            RandomNumberGenerator.GetBytes(32),
            RandomNumberGenerator.GetBytes(12),
            RandomNumberGenerator.GetBytes(12)
        );
        var bytes = Encrypt(dataKey, vector, plaintext, []);
        return new StoredContent(
            bytes,
            StoredContent.Md5(bytes),
            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
            {
                ["x-amz-meta-x-amz-key-v2"] = Convert.ToBase64String([
                    .. wrapVector,
                    .. Encrypt(rootKey.Secret.Array, wrapVector, dataKey, Encoding.ASCII.GetBytes(ContentAlgorithm.Gcm)),
                ]),
                ["x-amz-meta-x-amz-iv"] = Convert.ToBase64String(vector),
                ["x-amz-meta-x-amz-matdesc"] = "{}",
                ["x-amz-meta-x-amz-wrap-alg"] = ContentAlgorithm.GcmWrap,
                ["x-amz-meta-x-amz-cek-alg"] = ContentAlgorithm.Gcm,
                ["x-amz-meta-x-amz-tag-len"] = "128",
            }
        );
    }

    static byte[] Encrypt(byte[] key, byte[] vector, byte[] plaintext, byte[] associated)
    {
        using var gcm = new AesGcm(key, GcmDecryptor.TagLength);
        var (ciphertext, tag) = (new byte[plaintext.Length], new byte[GcmDecryptor.TagLength]);
        gcm.Encrypt(vector, plaintext, ciphertext, tag, associated);
        return [.. ciphertext, .. tag];
    }

    enum Outcome
    {
        Right,
        Wrong,
        NotVerified,
    }

    sealed record Connection(S3ObjectStore Store, SocketServer? Server = null) : IDisposable
    {
        public void Dispose()
        {
            Store.Dispose();
            Server?.Dispose();
        }
    }

    sealed record Sample(string Path, byte[] Plaintext, IReadOnlyDictionary<string, StoredContent> Objects);
}
