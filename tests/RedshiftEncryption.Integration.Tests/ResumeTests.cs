using System.Globalization;
using Amazon.S3.Model;
using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Integration;

/// <summary>Multipart uploads that are resumed or aborted, at a real server.</summary>
public sealed class ResumeTests(HostRadosgw server) : IDisposable
{
    const int MiB = 1024 * 1024;
    const int PartSize = 5 * MiB;

    readonly SampleFiles files = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => files.Dispose();

    [Fact]
    public async Task A_killed_command_is_resumed_and_ruby_decrypts_the_object()
    {
        const string key = "sales/large.bin";
        var bucket = await server.CreateBucketAsync();
        var path = files.Write("large.bin", 120 * MiB + 7);
        using var rootKey = RootKey.Create();
        var keyFile = Path.Combine(files.Root, "root.key");
        await File.WriteAllTextAsync(keyFile, Convert.ToBase64String(rootKey.Secret.Array), Token);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var send =
            $"Send-EncryptedS3Object '{path}' -BucketName {bucket} -Key {key} -RootKey '{keyFile}' -PartSize {PartSize} "
            + $"-Resume -ResumeDirectory '{files.Root}/states'";

        using (var killed = PowerShell.Start(server.Connection, send, new Dictionary<string, string>(StringComparer.Ordinal)))
        {
            while (await CountPartsAsync(bucket) < 3)
                Assert.False(killed.HasExited, "The upload was completed before it could be killed.");
            killed.Kill();
            await killed.WaitForExitAsync(Token);
        }
        var stored = await CountPartsAsync(bucket);
        Assert.InRange(stored, 3, 24);
        Assert.Single(Directory.GetFiles(files.Root + "/states"));

        var answer = await PowerShell.RunAsync(
            server.Connection,
            $"$sent = {send} -Verbose 4>&1; @{{ text = ($sent | Where-Object {{ $_ -is [Management.Automation.VerboseRecord] }} | "
                + "ForEach-Object Message) -join ' ' } | ConvertTo-Json",
            new Dictionary<string, string>(StringComparer.Ordinal)
        );
        var text = answer.GetProperty("text").GetString()!;
        var reused = int.Parse(text.Split(" of the 25 parts of ")[0].Split(' ')[^1], CultureInfo.InvariantCulture);
        Assert.InRange(reused, stored, 24);
        Assert.Empty(await OpenUploadsAsync(bucket));
        Assert.Empty(Directory.GetFiles(files.Root + "/states"));

        var read = await new RubyClient(server.Connection, bucket, rootKey).GetAsync([key]);
        Assert.Equal((new FileInfo(path).Length, SampleFiles.Sha256(path)), read[key]);
    }

    [Fact]
    public async Task Open_uploads_are_listed_with_their_parts_and_aborted()
    {
        var bucket = await server.CreateBucketAsync();
        using var store = await server.OpenAsync();
        string[] keys = ["a/1.csv", "a/1.csv", "a/sp ace+%é.csv", "b/1.csv"];
        foreach (var key in keys)
        {
            var upload = await server.Client.InitiateMultipartUploadAsync(bucket, key, Token);
            foreach (var number in Enumerable.Range(1, 3))
                await UploadAsync(bucket, key, upload.UploadId, number);
        }
        var listed = (await store.ListUploadsAsync(bucket, "a/", continuation: null, Token)).Uploads;
        Assert.Equal(keys[..3].Order(StringComparer.Ordinal), listed.Select(static upload => upload.Key).Order(StringComparer.Ordinal));
        Assert.All(
            listed,
            static upload => Assert.InRange(DateTime.UtcNow - upload.InitiatedUtc, TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(5))
        );

        var remove = new RemoveUploadOperation(store, files.Root);
        foreach (var upload in listed)
        {
            var found = await remove.DescribeAsync(new S3Address(bucket, upload.Key), upload, Token);
            Assert.Equal((3, 300L), (found!.PartCount, found.Length));
            var parts = await store.ListPartsAsync(new S3Address(bucket, upload.Key), upload.UploadId, after: 1, Token);
            Assert.Equal([2, 3], parts.Parts.Select(static part => part.Number));
            Assert.True(await remove.AbortAsync(found, Token));
            Assert.Null(await remove.DescribeAsync(new S3Address(bucket, upload.Key), upload, Token));
        }
        Assert.Equal(["b/1.csv"], (await OpenUploadsAsync(bucket)).Select(static upload => upload.Key));
    }

    [Fact]
    public async Task A_part_that_another_client_replaced_is_not_completed()
    {
        var bucket = await server.CreateBucketAsync();
        var path = files.Write("large.bin", 22 * MiB);
        using var rootKey = RootKey.Create();
        using var store = await server.OpenAsync();
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var warnings = new List<string>();
        var request = new UploadRequest(path, new S3Address(bucket, "large.bin"))
        {
            RootKey = rootKey,
            PartSize = PartSize,
            Resume = new ResumeOptions(files.Root + "/states", static _ => { }, warnings.Add),
        };
        var upload = new UploadOperation(store, new BufferPool(BufferPool.DefaultLimit));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload.RunAsync(request, new StopAfter(stopped), stopped.Token));
        Assert.Single(warnings);
        var open = Assert.Single(await OpenUploadsAsync(bucket));
        var replaced = (await server.Client.ListPartsAsync(bucket, open.Key, open.UploadId, Token)).Parts[0].PartNumber!.Value;
        await UploadAsync(bucket, open.Key, open.UploadId, replaced, PartSize);

        var sent = (await upload.RunAsync(request, progress: null, Token)).Object;
        Assert.Empty(await OpenUploadsAsync(bucket));
        var read = await new RubyClient(server.Connection, bucket, rootKey).GetAsync([sent.Key]);
        Assert.Equal((new FileInfo(path).Length, SampleFiles.Sha256(path)), read[sent.Key]);
    }

    async Task UploadAsync(string bucket, string key, string uploadId, int number, int length = 100)
    {
        using var content = new MemoryStream(new byte[length]);
        await server.Client.UploadPartAsync(
            new UploadPartRequest
            {
                BucketName = bucket,
                Key = key,
                UploadId = uploadId,
                PartNumber = number,
                InputStream = content,
                PartSize = length,
            },
            Token
        );
    }

    async Task<List<Amazon.S3.Model.MultipartUpload>> OpenUploadsAsync(string bucket) =>
        (await server.Client.ListMultipartUploadsAsync(bucket, Token)).MultipartUploads ?? [];

    async Task<int> CountPartsAsync(string bucket)
    {
        var count = 0;
        foreach (var upload in await OpenUploadsAsync(bucket))
            count += (await server.Client.ListPartsAsync(bucket, upload.Key, upload.UploadId, Token)).Parts?.Count ?? 0;
        return count;
    }

    /// <summary>Stops the upload when its first part is stored, as Ctrl+C does.</summary>
    sealed class StopAfter(CancellationTokenSource stopped) : IProgress<long>
    {
        public void Report(long value) => stopped.Cancel();
    }
}
