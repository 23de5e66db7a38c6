using System.Diagnostics;
using Amazon.S3;
using Amazon.S3.Model;
using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Integration.Lambda;

/// <summary>The compiled Lambda function with a real server, and with many events.</summary>
public sealed class LambdaServerTests(HostRadosgw host, ITestOutputHelper output) : LambdaSuite
{
    /// <summary>20,000 events if the environment variable is set, a sample otherwise.</summary>
    static readonly int Events = Environment.GetEnvironmentVariable("REDSHIFT_ENCRYPTION_TEST_LAMBDA") is "full" ? 20_000 : 400;

    [Fact]
    public async Task A_real_server_converts_the_version_of_the_event_and_updates_the_current_one_once()
    {
        var bucket = await host.CreateBucketAsync();
        await host.Client.PutBucketVersioningAsync(
            new PutBucketVersioningRequest
            {
                BucketName = bucket,
                VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled },
            },
            Token
        );
        using var real = await host.OpenAsync();
        var upload = new UploadOperation(real, new BufferPool(BufferPool.DefaultLimit));
        var address = new S3Address(bucket, "archive/a.bin");
        var versions = new List<string>();
        foreach (var length in (int[])[1000, 2000])
        {
            var request = new UploadRequest(Files.Write($"{length}.bin", length), address) { RootKey = SourceKey };
            versions.Add((await upload.RunAsync(request, progress: null, Token)).Object.VersionId!);
        }
        await using var kms = await StartKmsAsync();
        var environment = await VariablesAsync(kms);
        await using (LambdaProcess.Start(Runtime, environment))
        {
            var reply = await Runtime.InvokeAsync(LambdaEvent.For(address.Key, versionId: versions[0], bucket: bucket));
            Assert.Equal($"Converted: s3://{bucket}/clean/a.bin (1000 bytes).", reply.Report);
            // Another version of the same object has the same destination.
            var other = await Runtime.InvokeAsync(LambdaEvent.For(address.Key, versionId: versions[1], bucket: bucket));
            Assert.StartsWith("ObjectExists: ", other.Report, StringComparison.Ordinal);
        }
        using (var protection = kms.OpenKms(Region))
            environment["REDSHIFT_ENCRYPTION_NEW_ROOT_KEY"] = Text(
                await RootKeyWrapping.WrapAsync(protection, "alias/sales", OtherKey, Token)
            );
        environment["REDSHIFT_ENCRYPTION_ACTION"] = "Update";
        await using (LambdaProcess.Start(Runtime, environment))
        {
            var old = await Runtime.InvokeAsync(LambdaEvent.For(address.Key, versionId: versions[0], bucket: bucket));
            Assert.StartsWith("ObjectChanged: ", old.Report, StringComparison.Ordinal);
            var json = LambdaEvent.For(address.Key, versionId: versions[1], bucket: bucket);
            Assert.EndsWith($"was replaced by {OtherKey.Fingerprint}.", (await Runtime.InvokeAsync(json)).Report, StringComparison.Ordinal);
            Assert.StartsWith("Already under root key", (await Runtime.InvokeAsync(json)).Report, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_real_server_gets_each_object_once()
    {
        var bucket = await host.CreateBucketAsync();
        using var real = await host.OpenAsync();
        var upload = new UploadOperation(real, new BufferPool(BufferPool.DefaultLimit));
        int[] lengths = [0, 15, 1000, 22 * MiB + 5];
        foreach (var length in lengths)
            await upload.RunAsync(
                new UploadRequest(Files.Write($"{length}.bin", length), new S3Address(bucket, $"archive/a b+{length}.bin"))
                {
                    RootKey = SourceKey,
                },
                progress: null,
                Token
            );
        await using var kms = await StartKmsAsync();
        var environment = await VariablesAsync(kms);
        await using var process = LambdaProcess.Start(Runtime, environment);
        foreach (var length in lengths)
        {
            var json = LambdaEvent.For($"archive/a b+{length}.bin", bucket: bucket);
            var reply = await Runtime.InvokeAsync(json);
            Assert.True(reply.Code is "Succeeded", reply.Report);
            Assert.StartsWith("Converted before: ", (await Runtime.InvokeAsync(json)).Report, StringComparison.Ordinal);
            using var found = await host.Client.GetObjectAsync(bucket, $"clean/a b+{length}.bin", Token);
            using var content = new MemoryStream();
            await found.ResponseStream.CopyToAsync(content, Token);
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(Files.Root, $"{length}.bin"), Token), content.ToArray());
            Assert.Equal("aws:kms", found.ServerSideEncryptionMethod.Value);
        }
        Assert.Empty((await host.Client.ListMultipartUploadsAsync(bucket, Token)).MultipartUploads ?? []);
    }

    [Fact]
    public async Task Four_processes_convert_each_of_many_objects_once()
    {
        var upload = new UploadOperation(Store, new BufferPool(BufferPool.DefaultLimit));
        int[] lengths = [0, 1, 16, 100, 1000, 4096];
        var paths = lengths.Select(length => Files.Write($"{length}.bin", length)).ToArray();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Events),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token },
            async (number, token) =>
                await upload.RunAsync(
                    new UploadRequest(paths[number % paths.Length], new S3Address(FaultyServer.Bucket, $"archive/{number} a+b"))
                    {
                        RootKey = SourceKey,
                    },
                    progress: null,
                    token
                )
        );
        await Server.ClearRequestsAsync();
        var processes = Enumerable.Range(0, 4).Select(_ => Start()).ToArray();
        var time = Stopwatch.StartNew();
        var replies = await Task.WhenAll(
            Enumerable.Range(0, Events).Select(number => Runtime.InvokeAsync(LambdaEvent.For($"archive/{number} a+b")))
        );
        time.Stop();
        output.WriteLine(
            $"{Events} events over {processes.Length} processes in {time.Elapsed.TotalSeconds:n1} s: "
                + $"{Events / time.Elapsed.TotalSeconds:n0} events/s."
        );
        foreach (var process in processes)
        {
            Assert.False(process.HasExited);
            await process.DisposeAsync();
        }
        Assert.All(replies, static reply => Assert.StartsWith("Converted: ", reply.Report, StringComparison.Ordinal));
        var requests = await Server.RequestsAsync();
        var writes = requests.Where(static request => request.Operation is "PutObject").ToList();
        Assert.Equal(Events, writes.Count);
        Assert.Equal(Events, writes.Select(static request => request.Target).Distinct(StringComparer.Ordinal).Count());
        Assert.All(writes, static request => Assert.Equal(200, request.Status));
        for (var number = 0; number < paths.Length; number++)
            Assert.Equal(await File.ReadAllBytesAsync(paths[number], Token), await ReadBytesAsync($"clean/{number} a+b"));
    }

    /// <summary>Starts LocalS3 as the KMS beside the real server: a function has one pair of credentials.</summary>
    Task<FaultyServer> StartKmsAsync() =>
        FaultyServer.StartAsync("--access-key-id", host.Connection.AccessKeyId, "--secret-access-key", host.Connection.SecretAccessKey);

    /// <summary>The environment of a function for the real server, whose root key that KMS has encrypted.</summary>
    async Task<Dictionary<string, string>> VariablesAsync(FaultyServer kms)
    {
        using var protection = kms.OpenKms(Region);
        var key = await RootKeyWrapping.WrapAsync(protection, "alias/sales", SourceKey, Token);
        var environment = Variables(("KMS_KEY_ID", host.Connection.KmsKeyId), ("ROOT_KEY", Text(key)));
        environment["AWS_ENDPOINT_URL_KMS"] = kms.Endpoint;
        environment["AWS_ENDPOINT_URL_S3"] = host.Connection.Endpoint;
        environment["AWS_ACCESS_KEY_ID"] = host.Connection.AccessKeyId;
        environment["AWS_SECRET_ACCESS_KEY"] = host.Connection.SecretAccessKey;
        environment.Remove("AWS_SESSION_TOKEN");
        return environment;
    }
}
