using RedshiftEncryption.Operations;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Operations;

public sealed class DirectoryPairingTests
{
    static async Task<DirectoryPairing> OfAsync(params string[] keys)
    {
        var store = new MemoryStore();
        foreach (var key in keys)
            store.Add(key, new byte[key.EndsWith('/') ? 0 : 1]);
        return await DirectoryPairing.CreateAsync(store, "b", "p/", progress: null, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_file_is_paired_with_its_key_before_that_of_its_compression()
    {
        var pairing = await OfAsync("p/a.csv", "p/a.csv.gz", "p/b.csv.zst", "other");
        Assert.Equal(("p/a.csv", null, false), Pair(pairing, "p/a.csv"));
        Assert.Equal(("p/b.csv.zst", CopyCompression.Zstd, false), Pair(pairing, "p/b.csv"));
        Assert.Equal((null, null, false), Pair(pairing, "p/c.csv"));
        Assert.Equal("p/a.csv.gz", Assert.Single(pairing.Unpaired).Key);
    }

    [Fact]
    public async Task Parts_of_a_split_file_are_paired_together()
    {
        var pairing = await OfAsync("p/a.0001.csv.gz", "p/a.0002.csv.gz", "p/a.0004.csv.gz", "p/b.00001", "p/folder/");
        Assert.Equal((null, null, true), Pair(pairing, "p/a.csv"));
        Assert.Equal((null, null, true), Pair(pairing, "p/b"));
        Assert.Equal("p/a.0004.csv.gz", Assert.Single(pairing.Unpaired).Key);
    }

    [Fact]
    public async Task An_instruction_file_belongs_to_its_object()
    {
        var pairing = await OfAsync("p/a.csv", "p/a.csv.instruction", "p/b.instruction", "p/c.csv", "p/c.csvINSTRUCTION_SUFFIX");
        Assert.Equal(("p/a.csv", null, false), Pair(pairing, "p/a.csv"));
        Assert.Equal(("p/c.csv", null, false), Pair(pairing, "p/c.csv"));
        Assert.Equal("p/b.instruction", Assert.Single(pairing.Unpaired).Key);
    }

    static (string? Key, CopyCompression? Compression, bool IsSplit) Pair(DirectoryPairing pairing, string key)
    {
        var (found, compression, isSplit) = pairing.Pair(key);
        return (found?.Key, compression, isSplit);
    }
}
