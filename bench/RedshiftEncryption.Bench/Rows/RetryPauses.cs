using Amazon.S3;
using Amazon.S3.Model;
using RedshiftEncryption.Bench.Measuring;
using RedshiftEncryption.Bench.Reporting;
using RedshiftEncryption.Bench.Retries;
using RedshiftEncryption.Bench.Servers;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>Measures how the plain SDK and the module retry writes that the server throttles.</summary>
internal sealed class RetryPauses : IRow
{
    const int Writes = 200;

    /// <summary>Few enough that the retry quota of the SDK suffices, and that the writes do not delay each other.</summary>
    const int Group = 40;

    const int FailuresOfPlain = 2;
    const int FailuresOfOurs = 8;
    const int GivenUp = 20;

    public string Name => "retries";

    public async Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings) =>
        [.. await MeasurePlainAsync(settings), .. await MeasureQuotaAsync(settings), .. await MeasureOursAsync(settings)];

    async Task<IReadOnlyList<Finding>> MeasurePlainAsync(RunSettings settings)
    {
        var attempts = new List<WriteAttempts>();
        while (attempts.Count < Writes)
        {
            await using var writes = await FailingWrites.StartAsync(settings);
            using var client = writes.Connection.CreateClient(writes.Connection.CompatibleConfig());
            attempts.AddRange(await writes.RunAsync("plain", Group, FailuresOfPlain, key => TryPutAsync(client, key)));
        }
        return [.. Pauses("plain", attempts, FailuresOfPlain, "writes that fail twice, in groups of 40 on a server each")];
    }

    async Task<IReadOnlyList<Finding>> MeasureQuotaAsync(RunSettings settings)
    {
        await using var single = await FailingWrites.StartAsync(settings);
        using var first = single.Connection.CreateClient(single.Connection.CompatibleConfig());
        var alone = await single.RunAsync("alone", 1, failures: null, key => TryPutAsync(first, key));
        await using var writes = await FailingWrites.StartAsync(settings);
        using var client = writes.Connection.CreateClient(writes.Connection.CompatibleConfig());
        var attempts = await writes.RunAsync("all", Writes, failures: null, key => TryPutAsync(client, key));
        return
        [
            Finding.Reported($"{Name}, plain, attempts", $"{alone[0].Arrivals.Count}", 1, "one write that always fails"),
            Finding.Reported(
                $"{Name}, plain, retries in all",
                $"{attempts.Sum(static write => write.Arrivals.Count - 1)}",
                1,
                $"{Writes} concurrent writes that always fail, with one client; "
                    + $"{attempts.Count(static write => write.Arrivals.Count == 1)} of them were not retried"
            ),
        ];
    }

    async Task<IReadOnlyList<Finding>> MeasureOursAsync(RunSettings settings)
    {
        await using var writes = await FailingWrites.StartAsync(settings);
        var givingUp = writes.RunAsync("never", GivenUp, failures: null, key => TryPutAsync(writes.Connection, key));
        var recovering = new List<WriteAttempts>();
        while (recovering.Count < Writes)
        {
            var name = FormattableString.Invariant($"ours-{recovering.Count}");
            recovering.AddRange(await writes.RunAsync(name, Group, FailuresOfOurs, key => TryPutAsync(writes.Connection, key)));
        }
        var failing = await givingUp;
        return
        [
            .. Pauses(
                "ours",
                recovering,
                FailuresOfOurs,
                "writes that fail eight times, 40 at a time, each with the back-off of a process"
            ),
            Finding.Reported(
                $"{Name}, ours, attempts",
                Spread.Of(failing.Select(static write => (double)write.Arrivals.Count)).ToString("0"),
                GivenUp,
                "writes that always fail"
            ),
            Finding.Reported(
                $"{Name}, ours, given up after (s)",
                Spread.Of(failing.Select(static write => write.Length)).ToString("0"),
                GivenUp,
                "the same writes, from the first attempt to the last one"
            ),
        ];
    }

    IEnumerable<Finding> Pauses(string side, List<WriteAttempts> attempts, int failures, string remark)
    {
        if (attempts.Any(write => !write.IsDone || write.Arrivals.Count != failures + 1))
            throw new InvalidOperationException($"Not all writes of '{side}' succeeded with attempt {failures + 1}.");
        return Enumerable
            .Range(2, failures)
            .Select(number =>
                Finding.Reported(
                    $"{Name}, {side}, pause before attempt {number} (s)",
                    Spread.Of(WriteAttempts.PausesBefore(attempts, number)),
                    attempts.Count,
                    remark
                )
            );
    }

    static async Task<bool> TryPutAsync(AmazonS3Client client, string key)
    {
        try
        {
            await client.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = LocalS3.Bucket,
                    Key = key,
                    ContentBody = key,
                }
            );
            return true;
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode is "SlowDown")
        {
            return false;
        }
    }

    static async Task<bool> TryPutAsync(Connection connection, string key)
    {
        using var store = await connection.OpenAsync();
        try
        {
            await store.ForItem().PutAsync(new ObjectWrite(new S3Address(LocalS3.Bucket, key)), new([1]), null, CancellationToken.None);
            return true;
        }
        catch (ObjectStoreException exception) when (exception.Fault == ObjectStoreFault.Unavailable)
        {
            return false;
        }
    }
}
