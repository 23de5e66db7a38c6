using System.Diagnostics;
using System.Text.Json;
using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Integration.Lambda;

/// <summary>What the compiled Lambda function does when servers throttle, when it is killed, and when its time ends.</summary>
public sealed class LambdaFaultTests : LambdaSuite
{
    [Fact]
    public async Task Throttling_by_S3_that_outlasts_the_retries_is_a_temporary_failure()
    {
        await SendAsync("archive/a.csv");
        await using var process = Start();
        foreach (var operation in (string[])["HeadObject", "GetObject", "PutObject"])
        {
            await Server.AddFaultAsync(Error(operation, 503, "SlowDown"));
            var reply = await Runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"));
            Assert.Equal("TemporaryFailure", reply.Code);
            Assert.StartsWith("EndpointUnavailable: ", reply.Report, StringComparison.Ordinal);
            // As many attempts as AWS_MAX_ATTEMPTS says.
            Assert.Equal(2, await Server.FaultHitsAsync());
            await Server.DeleteFaultsAsync();
        }
        Assert.Equal("Succeeded", (await Runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"))).Code);
    }

    [Fact]
    public async Task Throttling_by_KMS_is_a_temporary_failure_at_the_start_and_for_a_data_key()
    {
        var (metadata, body, plaintext) = ReadVector("V2-KMS-metadata-17");
        await PutAsync("archive/kms.bin", body, metadata);
        await Server.AddFaultAsync(Error("Decrypt", 400, "ThrottlingException"));
        await using var process = Start();
        var atStart = await Runtime.InvokeAsync(LambdaEvent.For("archive/kms.bin"));
        Assert.Equal("TemporaryFailure", atStart.Code);
        Assert.StartsWith("KmsUnavailable: AWS KMS throttled the request", atStart.Report, StringComparison.Ordinal);
        await Server.DeleteFaultsAsync();

        // The root key is decrypted now; the key of the object is not.
        Assert.Equal("PermanentFailure", (await Runtime.InvokeAsync(LambdaEvent.For("archive/missing.csv"))).Code);
        await Server.AddFaultAsync(Error("Decrypt", 400, "ThrottlingException"));
        var forDataKey = await Runtime.InvokeAsync(LambdaEvent.For("archive/kms.bin"));
        Assert.Equal("TemporaryFailure", forDataKey.Code);
        Assert.StartsWith("KmsUnavailable: ", forDataKey.Report, StringComparison.Ordinal);
        await Server.DeleteFaultsAsync();
        Assert.Equal("Succeeded", (await Runtime.InvokeAsync(LambdaEvent.For("archive/kms.bin"))).Code);
        Assert.Equal(plaintext, await ReadBytesAsync("clean/kms.bin"));
    }

    [Theory]
    [InlineData("GetObject", "archive/", 0, "Converted: ")]
    [InlineData("PutObject", "clean/", 0, "Converted: ")]
    // The second HEAD of the destination follows the write.
    [InlineData("HeadObject", "clean/", 1, "Converted before: ")]
    public async Task A_process_that_is_killed_in_the_middle_leaves_an_object_that_the_next_event_completes(
        string operation,
        string keyContains,
        int skip,
        string expected
    )
    {
        await SendAsync("archive/a.csv");
        await Server.AddFaultAsync(
            new
            {
                operation,
                keyContains,
                skip,
                times = 1,
                kind = "hang",
            }
        );
        await using (var killed = Start())
        {
            var lost = Runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"));
            await HangAsync(lost);
            await killed.KillAsync();
            Assert.False(lost.IsCompleted);
        }
        // Before the next event, or the request would go on in the middle of it.
        await using var process = Start();
        var reply = await Runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"));
        Assert.Equal("Succeeded", reply.Code);
        Assert.StartsWith(expected, reply.Report, StringComparison.Ordinal);
        Assert.Equal(Plaintext, await ReadAsync("clean/a.csv"));
        Assert.Single(await WritesAsync());
    }

    [Fact]
    public async Task The_slower_of_two_equal_events_finds_the_object_converted()
    {
        await SendAsync("archive/a.csv");
        await Server.AddFaultAsync(
            new
            {
                operation = "PutObject",
                times = 1,
                kind = "hang",
            }
        );
        await using var slow = Start();
        var slower = Runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"));
        await HangAsync(slower);
        await using var fast = Start();
        var faster = await Runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"));
        Assert.StartsWith("Converted: ", faster.Report, StringComparison.Ordinal);
        await Server.DeleteFaultsAsync();
        Assert.Equal(("Succeeded", faster.Report), ((await slower).Code, (await slower).Report));
        Assert.Contains(await Server.RequestsAsync(), static request => request is { Operation: "PutObject", Status: 412 });
        Assert.Single(await WritesAsync());
    }

    [Fact]
    public async Task Ten_seconds_before_the_deadline_an_upload_is_aborted_and_the_process_goes_on()
    {
        await SendAsync("archive/large.bin", Files.Write("large.bin", 17 * MiB));
        await Server.AddFaultAsync(new { operation = "UploadPart", kind = "hang" });
        await using var process = Start();
        var time = Stopwatch.StartNew();
        var reply = await Runtime.InvokeAsync(LambdaEvent.For("archive/large.bin"), TimeSpan.FromSeconds(12));
        Assert.InRange(time.Elapsed.TotalSeconds, 2, 10);
        Assert.Equal("TemporaryFailure", reply.Code);
        Assert.StartsWith("The time limit of the function was near", reply.Report, StringComparison.Ordinal);
        Assert.True(await Server.FaultHitsAsync() > 0);
        Assert.Empty(await Server.OpenUploadsAsync());
        Assert.Null(await Store.FindAsync(new S3Address(FaultyServer.Bucket, "clean/large.bin"), Token));

        await Server.DeleteFaultsAsync();
        Assert.Equal("Succeeded", (await Runtime.InvokeAsync(LambdaEvent.For("archive/large.bin"))).Code);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(Files.Root, "large.bin"), Token), await ReadBytesAsync("clean/large.bin"));
        Assert.False(process.HasExited);
    }

    [Fact]
    public async Task Work_that_cannot_be_canceled_is_abandoned_two_seconds_before_the_deadline_with_the_process()
    {
        await SendAsync("archive/large.bin", Files.Write("large.bin", 17 * MiB));
        await Server.AddFaultAsync(new { operation = "UploadPart", kind = "hang" });
        await Server.AddFaultAsync(new { operation = "AbortMultipartUpload", kind = "hang" });
        await using var process = Start();
        var time = Stopwatch.StartNew();
        var reply = await Runtime.InvokeAsync(LambdaEvent.For("archive/large.bin"), TimeSpan.FromSeconds(11));
        Assert.InRange(time.Elapsed.TotalSeconds, 8, 11);
        Assert.Equal("TemporaryFailure", reply.Code);
        Assert.Contains("abandoned", reply.Report, StringComparison.Ordinal);
        Assert.Equal(1, (await process.WaitAsync()).ExitCode);
    }

    [Fact]
    public async Task Too_close_to_the_deadline_nothing_is_begun()
    {
        await SendAsync("archive/a.csv");
        await using var process = Start();
        // The first event shows that the process has started, and so has decrypted its key.
        Assert.Equal("Succeeded", (await Runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"))).Code);
        await Server.ClearRequestsAsync();
        foreach (var limit in (int[])[9, 3, 0, -5])
        {
            var reply = await Runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"), TimeSpan.FromSeconds(limit));
            Assert.Equal("TemporaryFailure", reply.Code);
            if (limit <= 2)
            {
                Assert.Equal(1, (await process.WaitAsync()).ExitCode);
                break;
            }
        }
        Assert.Empty(await Server.RequestsAsync());
    }

    static (Dictionary<string, string> Metadata, byte[] Body, byte[] Plaintext) ReadVector(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(VectorsPath));
        var vector = document
            .RootElement.GetProperty("vectors")
            .EnumerateArray()
            .Single(one => string.Equals(one.GetProperty("name").GetString(), name, StringComparison.Ordinal));
        var stored = vector.GetProperty("object");
        return (
            stored.GetProperty("metadata").Deserialize<Dictionary<string, string>>()!,
            stored.GetProperty("body").GetBytesFromBase64(),
            vector.GetProperty("plaintext").GetBytesFromBase64()
        );
    }

    /// <summary>Waits until a request of an event hangs.</summary>
    async Task HangAsync(Task invocation)
    {
        while (await Server.FaultHitsAsync() == 0)
            Assert.False(invocation.IsCompleted);
    }

    /// <summary>The writes to destinations that the server has done.</summary>
    async Task<IEnumerable<ServerRequest>> WritesAsync() =>
        (await Server.RequestsAsync()).Where(static request =>
            request is { Operation: "PutObject", Status: 200 } && request.Target.Contains("/clean/", StringComparison.Ordinal)
        );
}
