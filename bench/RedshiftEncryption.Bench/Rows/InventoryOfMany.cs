using System.Diagnostics;
using System.Globalization;
using Amazon.S3.Model;
using RedshiftEncryption.Bench.Measuring;
using RedshiftEncryption.Bench.PowerShell;
using RedshiftEncryption.Bench.Reporting;
using RedshiftEncryption.Bench.Servers;
using RedshiftEncryption.Inventory;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>
/// Measures Get-EncryptedS3Object over many objects: its memory, and the share of its time that a shard's selection needs.
/// </summary>
internal sealed class InventoryOfMany : IRow
{
    const int Count = 200_000;

    /// <summary>The number of objects after which memory must not grow.</summary>
    const int FlatFrom = 50_000;

    const int Shards = 64;
    const int AtATime = 32;
    const double GrowthLimit = 1.10;

    /// <summary>In percent.</summary>
    const double ShareLimit = 1;

    public string Name => "inventory";

    public async Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings)
    {
        await using var server = await LocalS3.StartAsync(settings);
        await FillAsync(server.Connection);
        await using var shell = PowerShellProcess.Start(
            "Inventory.ps1",
            server.Connection.ToEnvironment(),
            settings.ModulePath,
            server.Connection.Endpoint,
            LocalS3.Bucket
        );
        var answer = (await shell.AskAsync(FlatFrom.ToString(CultureInfo.InvariantCulture)))
            .Split(' ')
            .Select(static text => double.Parse(text, CultureInfo.InvariantCulture))
            .ToArray();
        var (found, seconds, early, late) = (answer[0], answer[1], answer[2], answer[3]);
        if (found != Count)
            throw new InvalidOperationException($"Of {Count} objects, {found} were found.");
        var share = 100 * SelectionSeconds() / seconds;
        return
        [
            Finding.AtMost($"{Name}, peak at 200,000 / 50,000", Spread.Of([late / early]), GrowthLimit, pairs: 1, "of the whole process"),
            Finding.Under(
                $"{Name}, share of sharding",
                string.Create(CultureInfo.InvariantCulture, $"{share:0.00} %"),
                share,
                ShareLimit,
                "%",
                pairs: 1,
                "the hashes of all 200,000 rows / the wall time for the objects"
            ),
            Finding.Reported($"{Name}, objects per second", Spread.Of([Count / seconds]), pairs: 1, "a HEAD request for each"),
        ];
    }

    /// <summary>Measures how long it takes to select the objects of one shard from all rows.</summary>
    static double SelectionSeconds()
    {
        var addresses = Enumerable.Range(0, Count).Select(static i => new S3Address(LocalS3.Bucket, Key(i))).ToList();
        // The first round is a warm-up.
        _ = addresses.Count(static address => Shard.Contains(address, part: 0, Shards));
        var watch = Stopwatch.StartNew();
        var own = addresses.Count(static address => Shard.Contains(address, part: 0, Shards));
        watch.Stop();
        return own is > 0 and < Count ? watch.Elapsed.TotalSeconds : throw new InvalidOperationException($"A shard has {own} objects.");
    }

    static async Task FillAsync(Connection connection)
    {
        using var client = connection.CreateClient(connection.CompatibleConfig());
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Count),
            new ParallelOptions { MaxDegreeOfParallelism = AtATime },
            async (i, token) =>
                await client.PutObjectAsync(
                    new PutObjectRequest
                    {
                        BucketName = LocalS3.Bucket,
                        Key = Key(i),
                        ContentBody = "0123456789abcdef",
                        Metadata =
                        {
                            ["x-amz-key"] = Convert.ToBase64String(new byte[48]),
                            ["x-amz-iv"] = Convert.ToBase64String(new byte[16]),
                            ["x-amz-matdesc"] = "{}",
                        },
                    },
                    token
                )
        );
    }

    static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"archive/2026/part-{number:000000}.csv");
}
