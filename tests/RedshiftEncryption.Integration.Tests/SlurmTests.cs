using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Amazon.S3.Model;
using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Inventory;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Integration;

/// <summary>
/// The samples for Slurm on a real Slurm and radosgw: shards of a mixed archive, of which some are killed in the middle by scancel
/// and by SIGKILL. Each object is converted once, and the report accounts for each.
/// </summary>
public sealed class SlurmTests(HostRadosgw server, ITestOutputHelper output) : IAsyncLifetime
{
    /// <summary>
    /// The numbers of shards and objects, such as <c>64x20000</c>; <c>full</c> is 16 shards over 5,000 objects.
    /// </summary>
    static readonly (int Shards, int Objects) Size = Environment.GetEnvironmentVariable("REDSHIFT_ENCRYPTION_TEST_SLURM") switch
    {
        null or "" => (16, 400),
        "full" => (16, 5000),
        var size => (Number(size.Split('x')[0]), Number(size.Split('x')[1])),
    };

    /// <summary>The bytes per second of a shard, so that it is found in the middle of its work.</summary>
    static readonly int Bandwidth = Size.Objects / Size.Shards * 2000;

    const int DamagedCount = 2;
    const int PlainCount = 10;
    const int ObjectLength = 3000;

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("slurm");
    readonly RootKey rootKey = RootKey.Create();
    readonly Dictionary<string, string> hashes = new(StringComparer.Ordinal);
    SlurmCluster? slurm;
    string bucket = "";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    string RunUri => $"s3://{bucket}/run/";

    public async ValueTask InitializeAsync()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.FullName, (UnixFileMode)0b111_101_101);
        slurm = await SlurmCluster.StartAsync(folder.FullName);
        bucket = await server.CreateBucketAsync();
        using var written = RootKeyFile.WriteNew(Path.Combine(folder.FullName, "root.key"), rootKey, RootKeyFormat.Base64);
        await StoreAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (slurm is not null)
            await slurm.DisposeAsync();
        rootKey.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Each_object_is_converted_once_though_tasks_are_killed()
    {
        var clock = Stopwatch.StartNew();
        await SubmitAsync();

        var killed = new List<int>
        {
            // As a user or the administrator ends a task.
            await KillAsync([], (job, task) => slurm!.RunAsync("scancel", [$"{job}_{task.ToString(CultureInfo.InvariantCulture)}"])),
        };
        // As the system does that runs out of memory: PowerShell, and the shell that started it.
        killed.Add(await KillAsync(killed, static (_, task) => KillProcesses(task, "Convert-Shard.ps1")));
        killed.Add(await KillAsync(killed, static (_, task) => KillProcesses(task, "slurm_script")));
        await WaitForEndAsync();

        var report = await ReportAsync();
        output.WriteLine(
            $"{Size.Shards} shards, {Size.Objects} objects, {clock.Elapsed.TotalSeconds:F0} s. "
                + $"Killed: {string.Join(", ", killed)}. {report.GetRawText()}"
        );
        foreach (var log in Directory.GetFiles(folder.FullName, "convert-collect-*.log").Order(StringComparer.Ordinal))
            output.WriteLine(await File.ReadAllTextAsync(log, Token));
        Assert.Equal(3, killed.Distinct().Count());
        var encrypted = Size.Objects - PlainCount - DamagedCount;
        Assert.True(report.GetProperty("IsAccounted").GetBoolean());
        Assert.False(report.GetProperty("IsComplete").GetBoolean());
        Assert.Equal(Size.Objects, report.GetProperty("RowCount").GetInt64());
        Assert.Equal(encrypted, report.GetProperty("Done").GetInt64() + report.GetProperty("Skipped").GetInt64());
        Assert.Equal(PlainCount, report.GetProperty("NotEncrypted").GetInt64());
        Assert.Equal(DamagedCount, report.GetProperty("Failed").GetInt64());
        Assert.Equal(0, report.GetProperty("Left").GetInt64());
        // What the shards that were killed had converted was not converted again.
        Assert.True(report.GetProperty("Skipped").GetInt64() > 0);

        await AssertConvertedAsync(encrypted);
        Assert.Empty((await server.Client.ListMultipartUploadsAsync(bucket, Token)).MultipartUploads ?? []);
        foreach (var file in Directory.GetFiles(folder.FullName, "*.log"))
            Assert.DoesNotContain(
                Convert.ToBase64String(rootKey.Secret.Array),
                await File.ReadAllTextAsync(file, Token),
                StringComparison.Ordinal
            );
    }

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    static string Key(int i) => string.Create(CultureInfo.InvariantCulture, $"in/{i:D6} ä+.csv");

    /// <summary>Stores the archive and its inventory: the result of a query, whose keys are not encoded.</summary>
    async Task StoreAsync()
    {
        using var store = await server.OpenAsync();
        using var files = new SampleFiles();
        var upload = new UploadOperation(store, new BufferPool(BufferPool.DefaultLimit));
        var rows = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Size.Objects),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token },
            async (i, token) =>
            {
                var path = files.Write($"{i}.csv", ObjectLength);
                // The content of files with names of the same length is the same.
                await File.AppendAllTextAsync(path, Key(i), token);
                var plain = i < PlainCount;
                var sent = await upload.RunAsync(
                    new UploadRequest(path, new S3Address(bucket, Key(i)))
                    {
                        RootKey = plain ? null : rootKey,
                        ServerSideEncryption = null,
                    },
                    progress: null,
                    token
                );
                var (eTag, length) = (sent.Object.ETag, sent.Object.Length);
                if (i >= PlainCount && i < PlainCount + DamagedCount)
                    (eTag, length) = await DamageAsync(Key(i), token);
                else if (!plain)
                    lock (hashes)
                        hashes[$"out/{Key(i)["in/".Length..]}"] = SampleFiles.Sha256(path);
                rows.Add($"{bucket},\"{Key(i)}\",{length},{eTag}");
                File.Delete(path);
            }
        );
        await server.Client.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = bucket,
                Key = "inventory.csv",
                ContentBody = "bucket,key,size,e_tag\n" + string.Join('\n', rows),
            },
            Token
        );
    }

    /// <summary>Removes the end of an object, and keeps its envelope.</summary>
    async Task<(string ETag, long Length)> DamageAsync(string key, CancellationToken cancellationToken)
    {
        using var found = await server.Client.GetObjectAsync(bucket, key, cancellationToken);
        using var content = new MemoryStream();
        await found.ResponseStream.CopyToAsync(content, cancellationToken);
        content.SetLength(content.Length - 16);
        content.Position = 0;
        var request = new PutObjectRequest
        {
            BucketName = bucket,
            Key = key,
            InputStream = content,
        };
        foreach (var name in found.Metadata.Keys)
            request.Metadata[name] = found.Metadata[name];
        var length = content.Length;
        return ((await server.Client.PutObjectAsync(request, cancellationToken)).ETag.Trim('"'), length);
    }

    async Task SubmitAsync()
    {
        var settings = Path.Combine(folder.FullName, "settings");
        await File.WriteAllTextAsync(
            settings,
            $"""
            INVENTORY_URI=s3://{bucket}/inventory.csv
            RUN_URI={RunUri}
            ROOT_KEY_PATH={Path.Combine(folder.FullName, "root.key")}
            KEY_PREFIX=in/
            DESTINATION_KEY_PREFIX=out/
            DESTINATION_BUCKET=
            SHARD_COUNT={Size.Shards}
            CONCURRENCY=4
            TIME_LIMIT=01:00:00
            STOP_AFTER=00:50:00
            MAXIMUM_ROUNDS=10
            SHARD_OPTIONS="-KmsKeyId {server.Connection.KmsKeyId} -BandwidthLimit {Bandwidth}"
            PWSH="dotnet {Environment.GetEnvironmentVariable("REDSHIFT_ENCRYPTION_PWSH")}"

            """,
            Token
        );
        var modules = Directory.CreateDirectory(Path.Combine(folder.FullName, "modules"));
        Directory.CreateSymbolicLink(Path.Combine(modules.FullName, "RedshiftEncryption"), Repository.Root);
        // Jobs start in the folder in which they were submitted, and write their logs there.
        var submit = Path.Combine(Repository.Root, "samples", "slurm", "submit.sh");
        await slurm!.RunAsync(
            "env",
            ["-C", folder.FullName, "bash", submit, settings],
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["AWS_ENDPOINT_URL_S3"] = server.Connection.Endpoint,
                ["AWS_ACCESS_KEY_ID"] = server.Connection.AccessKeyId,
                ["AWS_SECRET_ACCESS_KEY"] = server.Connection.SecretAccessKey,
                ["AWS_REGION"] = "us-east-1",
                ["PSModulePath"] = modules.FullName,
            }
        );
    }

    /// <summary>Kills a task that has marked itself as running and is not done.</summary>
    /// <returns>The number of the task.</returns>
    async Task<int> KillAsync(IReadOnlyCollection<int> earlier, Func<string, int, Task> kill)
    {
        while (true)
        {
            foreach (var (job, task) in await slurm!.RunningTasksAsync())
            {
                if (earlier.Contains(task) || !await IsInTheMiddleAsync(task))
                    continue;
                await kill(job, task);
                return task;
            }
            Assert.False(await slurm.IsIdleAsync(), "No shard was found in the middle of its work.");
            await Task.Delay(20, Token);
        }
    }

    /// <summary>Gets whether a shard runs, and has converted some of its objects and not all.</summary>
    async Task<bool> IsInTheMiddleAsync(int shard)
    {
        if (!await IsRunningAsync(shard))
            return false;
        var own = hashes
            .Keys.Where(key => Shard.Contains(new S3Address(bucket, "in/" + key["out/".Length..]), shard, Size.Shards))
            .ToHashSet(StringComparer.Ordinal);
        var done = (await ListAsync("out/")).Count(own.Contains);
        return done > 0 && done < own.Count * 3 / 4;
    }

    async Task<bool> IsRunningAsync(int shard)
    {
        try
        {
            using var total = await server.Client.GetObjectAsync(
                bucket,
                string.Create(CultureInfo.InvariantCulture, $"run/shards/{shard:D6}/total.json"),
                Token
            );
            using var reader = new StreamReader(total.ResponseStream);
            return (await reader.ReadToEndAsync(Token)).Contains("\"Running\"", StringComparison.Ordinal);
        }
        catch (Amazon.S3.AmazonS3Exception exception) when (exception.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    static Task KillProcesses(int task, string text)
    {
        var found = SlurmCluster.ProcessesOf(task, text);
        Assert.NotEmpty(found);
        foreach (var id in found)
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        return Task.CompletedTask;
    }

    async Task WaitForEndAsync()
    {
        while (!await slurm!.IsIdleAsync())
            await Task.Delay(200, Token);
    }

    Task<JsonElement> ReportAsync() =>
        PowerShell.RunAsync(
            server.Connection,
            "Get-ConversionReport $env:TEST_RUN | ConvertTo-Json -Depth 3",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["TEST_RUN"] = RunUri }
        );

    /// <summary>The destination has each object that can be converted, and nothing else, with the content of its file.</summary>
    async Task AssertConvertedAsync(int count)
    {
        var keys = await ListAsync("out/");
        Assert.Equal(count, keys.Count);
        Assert.Equal(hashes.Keys.Order(StringComparer.Ordinal), keys.Order(StringComparer.Ordinal));
        await Parallel.ForEachAsync(
            keys,
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token },
            async (key, token) =>
            {
                using var found = await server.Client.GetObjectAsync(bucket, key, token);
                Assert.Equal(hashes[key], Convert.ToHexStringLower(await SHA256.HashDataAsync(found.ResponseStream, token)));
            }
        );
    }

    async Task<IReadOnlyList<string>> ListAsync(string prefix)
    {
        var keys = new List<string>();
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = prefix };
        ListObjectsV2Response page;
        do
        {
            page = await server.Client.ListObjectsV2Async(request, Token);
            keys.AddRange((page.S3Objects ?? []).Select(static found => found.Key));
            request.ContinuationToken = page.NextContinuationToken;
        } while (page.IsTruncated == true);
        return keys;
    }
}
