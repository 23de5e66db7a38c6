using CsCheck;
using RedshiftEncryption.Inventory;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Tests.Inventory;

public sealed class ShardTests
{
    /// <summary>Also of equal and of unknown lengths.</summary>
    static readonly Gen<InventoryFile[]> Files = Gen.OneOf(Gen.Long[0, 1L << 40], Gen.Long[0, 3])
        .Select(static length => length == 3 ? (long?)null : length)
        .Array[0, 40]
        .Select(static lengths =>
            lengths.Select(static (length, i) => new InventoryFile(new S3Address("inventory", $"data/{i}.csv.gz"), length, null)).ToArray()
        );

    [Fact]
    public void Each_object_belongs_to_exactly_one_shard_of_any_count() =>
        Gen.Select(Files, Gen.Int[1, 60], Gen.String.Where(static key => key.Length > 0 && !key.Any(char.IsSurrogate)).Array[1, 20])
            .Sample(
                (files, count, keys) =>
                {
                    var objects = keys.Select(static (key, i) => new S3Address("archive", key, i % 2 == 0 ? null : "v" + i)).ToArray();
                    foreach (var file in files)
                    {
                        var shares = Enumerable
                            .Range(0, count)
                            .SelectMany(index => new Shard(index, count).Of(files))
                            .Where(share => share.File == file)
                            .ToArray();
                        foreach (var address in objects)
                            Assert.Equal(1, shares.Count(share => Shard.Contains(address, share.Part, share.Parts)));
                    }
                },
                iter: 300
            );

    [Fact]
    public void The_order_of_the_files_does_not_matter() =>
        Gen.Select(Files, Gen.Int[1, 60], Gen.Int[0, 59])
            .Where(static (_, count, index) => index < count)
            .Sample(
                static (files, count, index) =>
                    new Shard(index, count).Of(files).SequenceEqual(new Shard(index, count).Of([.. files.Reverse()])),
                iter: 300
            );

    [Fact]
    public void A_shard_reads_one_file_where_there_are_no_more_files_than_shards()
    {
        InventoryFile[] files = [.. Enumerable.Range(0, 3).Select(static i => new InventoryFile(new S3Address("b", $"{i}"), i, null))];
        foreach (var index in Enumerable.Range(0, 8))
            Assert.Single(new Shard(index, 8).Of(files));
    }

    [Fact]
    public void Files_are_divided_by_their_bytes()
    {
        var files = new[] { 100L, 60, 50, 40, 30, 20 }
            .Select(static (length, i) => new InventoryFile(new S3Address("b", $"{i}"), length, null))
            .ToArray();
        var bytes = Enumerable.Range(0, 3).Select(index => new Shard(index, 3).Of(files).Sum(static share => share.File.Length!.Value));
        Assert.Equal([100, 110, 90], bytes.ToArray());
    }

    [Fact]
    public void Files_of_unknown_length_are_spread()
    {
        InventoryFile[] files = [.. Enumerable.Range(0, 6).Select(static i => new InventoryFile(new S3Address("b", $"{i}"), null, null))];
        foreach (var index in Enumerable.Range(0, 3))
            Assert.Equal(2, new Shard(index, 3).Of(files).Count);
    }

    [Fact]
    public void The_parts_of_a_file_have_about_the_same_number_of_objects()
    {
        var counts = new int[16];
        foreach (var i in Enumerable.Range(0, 16_000))
            counts[Enumerable.Range(0, 16).Single(part => Shard.Contains(new S3Address("b", $"key/{i}"), part, 16))]++;
        Assert.All(counts, static count => Assert.InRange(count, 850, 1150));
    }

    // Shards of one run can be started by different versions of the module. Computed by another program.
    [Theory]
    [InlineData("a/1.csv", null, 662)]
    [InlineData("a/2.csv", null, 157)]
    [InlineData("a/2.csv", "v1", 400)]
    [InlineData("ä ö+%", null, 416)]
    public void The_part_of_an_object_never_changes(string key, string? version, int part) =>
        Assert.True(Shard.Contains(new S3Address("archive", key, version), part, 1000));
}
