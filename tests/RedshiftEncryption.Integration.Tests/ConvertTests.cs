using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Source;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Integration;

/// <summary>Tests that a real PowerShell converts an archive to server-side encryption, also when it is killed and rerun.</summary>
public sealed class ConvertTests(HostRadosgw server)
{
    const int MiB = 1024 * 1024;
    const int KillAfter = 150;

    /// <summary>The number of runs: one in the suite, more if the environment variable is set.</summary>
    static readonly int Kills = int.TryParse(
        Environment.GetEnvironmentVariable("REDSHIFT_ENCRYPTION_TEST_KILLS"),
        NumberStyles.None,
        CultureInfo.InvariantCulture,
        out var kills
    )
        ? kills
        : 1;

    const string Script = """
        $result = Convert-EncryptedS3Object $env:TEST_BUCKET archive/ -DestinationKeyPrefix clean/ -KmsKeyId $env:TEST_KMS_KEY -RootKey $env:TEST_KEY -PrivateKey $env:TEST_PRIVATE_KEY -ErrorAction SilentlyContinue -ErrorVariable failures -WarningAction SilentlyContinue
        @{
            Keys = @($result.Key)
            Verified = @($result | Where-Object Verified).Count
            WasConverted = @($result | Where-Object WasConverted).Count
            Failures = @($failures | ForEach-Object { "$($_.FullyQualifiedErrorId -replace ',.*') $($_.TargetObject)" })
        } | ConvertTo-Json -Compress
        """;

    static readonly int[] Lengths = [0, 1, 15, 16, 17, 100, 1000, 4096, 70_000, 300_000];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_mixed_objects_are_converted_once_in_spite_of_a_kill()
    {
        var bucket = await server.CreateBucketAsync();
        using var files = new SampleFiles();
        using var rootKey = RootKey.Create();
        var keyPath = Path.Combine(files.Root, "root.key");
        using var written = RootKeyFile.WriteNew(keyPath, rootKey, RootKeyFormat.Base64);
        var readable = await WriteReadableAsync(bucket, files, rootKey);
        var privateKeyPath = Path.Combine(files.Root, "private.pem");
        var answersPath = Path.Combine(files.Root, "answers.json");
        await WriteUnderOtherKeysAsync(bucket, files, rootKey, readable, privateKeyPath, answersPath);
        await using var kms = await FaultyServer.StartAsync(
            "--kms-answers",
            answersPath,
            "--access-key-id",
            server.Connection.AccessKeyId,
            "--secret-access-key",
            server.Connection.SecretAccessKey
        );
        var unreadable = await WriteUnreadableAsync(bucket, files);
        await WritePlainAsync(bucket);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["TEST_BUCKET"] = bucket,
            ["TEST_KEY"] = keyPath,
            ["TEST_KMS_KEY"] = server.Connection.KmsKeyId,
            ["TEST_PRIVATE_KEY"] = privateKeyPath,
            ["AWS_ENDPOINT_URL_KMS"] = kms.Endpoint,
        };

        for (var i = 0; i < Kills; i++)
            await KillWhenStartedAsync(bucket, environment, KillAfter + (readable.Count - (2 * KillAfter)) * i / Kills);
        var before = await ListSettledAsync(bucket, "clean/");
        Assert.InRange(before.Count, KillAfter, readable.Count - 1);

        var answer = await PowerShell.RunAsync(server.Connection, Script, environment);
        Assert.Equal(before.Count, answer.GetProperty("WasConverted").GetInt32());
        Assert.Equal(readable.Count - before.Count, answer.GetProperty("Verified").GetInt32());
        Assert.Equal(unreadable.Order(StringComparer.Ordinal), Strings(answer, "Failures").Order(StringComparer.Ordinal));
        var after = await ListAsync(bucket, "clean/");
        Assert.Equal(readable.Keys.Order(StringComparer.Ordinal), after.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(after.Keys.Order(StringComparer.Ordinal), Strings(answer, "Keys").Order(StringComparer.Ordinal));
        // What was done is what it was: not written a second time.
        Assert.All(before, known => Assert.Equal(known.Value, after[known.Key]));

        var read = await new RubyClient(server.Connection, bucket, (string?)null).GetAsync(readable.Keys);
        Assert.All(readable, file => Assert.Equal((new FileInfo(file.Value).Length, SampleFiles.Sha256(file.Value)), read[file.Key]));
        foreach (var key in readable.Keys)
        {
            var head = await server.Client.GetObjectMetadataAsync(bucket, key, Token);
            Assert.Equal(ServerSideEncryptionMethod.AWSKMS, head.ServerSideEncryptionMethod);
            // Those that this module sent have the time of their file too.
            Assert.Equal(
                ["x-amz-meta-redshift-encryption-source"],
                head.Metadata.Keys.Where(static name => name is not "x-amz-meta-mtime")
            );
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tags_and_other_metadata_go_along(bool inPlace)
    {
        var bucket = await server.CreateBucketAsync();
        using var files = new SampleFiles();
        using var store = await server.OpenAsync();
        using var rootKey = RootKey.Create();
        var buffers = new BufferPool(BufferPool.DefaultLimit);
        // One request: radosgw drops the tags of a multipart upload.
        var path = files.Write("data.csv", 3 * MiB);
        var source = new S3Address(bucket, "data.csv");
        using var dataKey = DataKey.Create();
        var envelope = ContentEnvelope.Create(rootKey, dataKey);
        using var encryptor = new CbcEncryptor(dataKey, envelope.InitializationVector);
        using var file = await SourceFile.OpenAsync(path, Token);
        await using var content = new SourceContent(file).OpenStream();
        var metadata = new Dictionary<string, string>(envelope.WithLength(file.Length).ToMetadata(), StringComparer.Ordinal)
        {
            ["owner"] = "sales",
        };
        var write = new ObjectWrite(source)
        {
            Metadata = metadata,
            Headers = new ObjectHeaders
            {
                ContentType = "text/csv",
                CacheControl = "max-age=5",
                ContentLanguage = "de",
            },
            Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["team"] = "bi", ["cost center"] = "4 711" },
        };
        await new ObjectUpload(store).RunAsync(
            write,
            new EncryptingPartSource(file, new PartReader(content, file.Length, encryptor), envelope: null, buffers, PartSize.Default),
            progress: null,
            Token
        );

        var destination = inPlace ? source : new S3Address(bucket, "converted.csv");
        var request = new ConvertRequest(source, destination, new KeyRing([rootKey])) { KmsKeyId = server.Connection.KmsKeyId };
        var result = await new ConvertOperation(store, buffers).RunAsync(request, progress: null, Token);
        Assert.True(result.Object!.Verified);
        Assert.Equal(0, buffers.Rented);

        var head = await server.Client.GetObjectMetadataAsync(bucket, destination.Key, Token);
        Assert.Equal(ServerSideEncryptionMethod.AWSKMS, head.ServerSideEncryptionMethod);
        Assert.Equal(("text/csv", "max-age=5", "de"), (head.Headers.ContentType, head.Headers.CacheControl, head.Headers.ContentLanguage));
        Assert.Equal(["x-amz-meta-owner", "x-amz-meta-redshift-encryption-source"], head.Metadata.Keys.Order(StringComparer.Ordinal));
        var tags = await server.Client.GetObjectTaggingAsync(
            new GetObjectTaggingRequest { BucketName = bucket, Key = destination.Key },
            Token
        );
        Assert.Equal([("cost center", "4 711"), ("team", "bi")], tags.Tagging.Select(static tag => (tag.Key, tag.Value)).Order());
        var read = await new RubyClient(server.Connection, bucket, (string?)null).GetAsync([destination.Key]);
        Assert.Equal((file.Length, SampleFiles.Sha256(path)), read[destination.Key]);
    }

    /// <returns>The keys that they are to get, and their plaintexts.</returns>
    async Task<Dictionary<string, string>> WriteReadableAsync(string bucket, SampleFiles files, RootKey rootKey)
    {
        var readable = new Dictionary<string, string>(StringComparer.Ordinal);
        var byRuby = new List<(string Key, string Path)>();
        var byRubyV2 = new List<(string Key, string Path)>();
        using var store = await server.OpenAsync();
        var upload = new UploadOperation(store, new BufferPool(BufferPool.DefaultLimit));
        for (var i = 0; i < 920; i++)
        {
            var length = i is 300 or 500 or 900 ? 9 * MiB + i : Lengths[i % Lengths.Length];
            var name = $"{i % 9}/part {i:0000}+ü.csv";
            var path = files.Write(name, length);
            readable[$"clean/{name}"] = path;
            if (i % 5 < 2)
                byRuby.Add(($"archive/{name}", path));
            else if (i % 5 < 4)
                await upload.RunAsync(
                    new UploadRequest(path, new S3Address(bucket, $"archive/{name}")) { RootKey = rootKey },
                    progress: null,
                    Token
                );
            else
                byRubyV2.Add(($"archive/{name}", path));
        }
        await new RubyClient(server.Connection, bucket, rootKey).PutAsync(byRuby);
        await new RubyClient(server.Connection, bucket, rootKey) { Generation = 2 }.PutAsync(byRubyV2);
        return readable;
    }

    /// <summary>By both of Ruby's clients: under RSA and KMS keys, and with instruction files.</summary>
    async Task WriteUnderOtherKeysAsync(
        string bucket,
        SampleFiles files,
        RootKey rootKey,
        Dictionary<string, string> readable,
        string privateKeyPath,
        string answersPath
    )
    {
        using var rsa = RSA.Create(2048);
        var pem = rsa.ExportRSAPrivateKeyPem();
        await File.WriteAllTextAsync(privateKeyPath, pem, Token);
        var (dataKey, ciphertext) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(184));
        const string KmsKey = "arn:aws:kms:us-east-1:000000000000:key/00000000-0000-0000-0000-000000000000";
        var answers = new[] { ("kms_cmk_id", KmsKey), ("aws:x-amz-cek-alg", "AES/GCM/NoPadding") }.Select(context => new
        {
            keyId = KmsKey,
            encryptionContext = new Dictionary<string, string>(StringComparer.Ordinal) { [context.Item1] = context.Item2 },
            ciphertextBlob = ciphertext,
            plaintext = dataKey,
        });
        await File.WriteAllTextAsync(answersPath, JsonSerializer.Serialize(answers), Token);
        var symmetric = Convert.ToBase64String(rootKey.Secret.Array);
        foreach (var generation in new[] { 1, 2 })
        {
            foreach (var (kind, key) in new[] { ("rsa", pem), ("kms", RubyClient.Kms), ("instructed", symmetric) })
            {
                var objects = new List<(string Key, string Path)>();
                for (var i = 0; i < 10; i++)
                {
                    var name = $"{kind}{generation}/{i}.csv";
                    var path = files.Write(name, Lengths[i]);
                    readable[$"clean/{name}"] = path;
                    objects.Add(($"archive/{name}", path));
                }
                await new RubyClient(server.Connection, bucket, key)
                {
                    Generation = generation,
                    IsInInstructionFile = kind is "instructed",
                    KmsAnswer = (dataKey, ciphertext),
                }.PutAsync(objects);
            }
        }
    }

    /// <returns>The error of each, and its URI.</returns>
    async Task<List<string>> WriteUnreadableAsync(string bucket, SampleFiles files)
    {
        var failures = new List<string>();
        using var otherKey = RootKey.Create();
        var path = files.Write("unreadable.csv", 100);
        foreach (
            var (client, kind, fault) in new[]
            {
                (new RubyClient(server.Connection, bucket, RubyClient.Kms), "other-kms", "KmsCiphertextRefused"),
                (new RubyClient(server.Connection, bucket, otherKey), "other", "WrongRootKey"),
            }
        )
        {
            var objects = Enumerable.Range(0, 10).Select(i => (Key: $"archive/{kind}/{i}.csv", Path: path)).ToList();
            await client.PutAsync(objects);
            failures.AddRange(objects.Select(one => $"{fault} s3://{bucket}/{one.Key}"));
        }
        for (var i = 0; i < 10; i++)
        {
            var key = $"archive/damaged/{i}.csv";
            await PutPlainAsync(bucket, key, static request => request.Metadata["x-amz-key"] = "not base64!");
            failures.Add($"DamagedEnvelope s3://{bucket}/{key}");
        }
        return failures;
    }

    async Task WritePlainAsync(string bucket)
    {
        for (var i = 0; i < 30; i++)
        {
            var isEncrypted = i % 2 == 0;
            await PutPlainAsync(
                bucket,
                $"archive/plain/{i}.csv",
                request =>
                {
                    request.ServerSideEncryptionMethod = isEncrypted ? ServerSideEncryptionMethod.AWSKMS : null;
                    request.ServerSideEncryptionKeyManagementServiceKeyId = isEncrypted ? server.Connection.KmsKeyId : null;
                }
            );
        }
    }

    async Task PutPlainAsync(string bucket, string key, Action<PutObjectRequest> change)
    {
        using var content = new MemoryStream(new byte[100]);
        var request = new PutObjectRequest
        {
            BucketName = bucket,
            Key = key,
            InputStream = content,
            UseChunkEncoding = false,
        };
        change(request);
        await server.Client.PutObjectAsync(request, Token);
    }

    async Task KillWhenStartedAsync(string bucket, Dictionary<string, string> environment, int count)
    {
        using var process = PowerShell.Start(server.Connection, Script + " > $null", environment);
        while ((await ListAsync(bucket, "clean/")).Count < count)
            Assert.False(process.HasExited, "The conversion ended before it was killed.");
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(Token);
    }

    /// <summary>Lists until nothing changes any more: what the server had received in full it still stores.</summary>
    async Task<Dictionary<string, (string ETag, DateTime? Time)>> ListSettledAsync(string bucket, string prefix)
    {
        const int Unchanged = 10;
        var last = await ListAsync(bucket, prefix);
        for (var same = 0; same < Unchanged; )
        {
            var now = await ListAsync(bucket, prefix);
            same = now.Count == last.Count ? same + 1 : 0;
            last = now;
        }
        return last;
    }

    /// <summary>Keys, and what would change with a second write.</summary>
    async Task<Dictionary<string, (string ETag, DateTime? Time)>> ListAsync(string bucket, string prefix)
    {
        var found = new Dictionary<string, (string ETag, DateTime? Time)>(StringComparer.Ordinal);
        await foreach (
            var listed in server
                .Client.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = bucket, Prefix = prefix })
                .S3Objects
        )
            found[listed.Key] = (listed.ETag, listed.LastModified);
        return found;
    }

    static List<string> Strings(JsonElement answer, string name) =>
        [.. answer.GetProperty(name).EnumerateArray().Select(static element => element.GetString()!)];
}
