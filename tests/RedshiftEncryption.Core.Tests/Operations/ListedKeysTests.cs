using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Operations;

public sealed class ListedKeysTests : IDisposable
{
    static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    readonly MemoryStore store = new();

    public void Dispose() => store.Dispose();

    void Add(params IEnumerable<string> keys)
    {
        foreach (var key in keys)
            store.Add(key, new byte[key.Length]);
    }

    static IEnumerable<string> Names(string prefix, int count) => Enumerable.Range(0, count).Select(number => $"{prefix}{number:000}");

    [Fact]
    public async Task Keys_in_order_take_a_page_for_each_page_of_the_listing()
    {
        store.PageLength = 20;
        Add(Names("p/", 400));
        using var listed = new ListedKeys("b", "p/");
        foreach (var key in Names("p/", 400))
            Assert.Equal((true, key), await FindAsync(listed, key));
        Assert.Equal(20, store.Pages);
    }

    [Fact]
    public async Task Keys_in_any_order_are_found_and_missing_ones_are_known_to_be()
    {
        Add(Names("p/a", 12).Concat(Names("p/c", 12)));
        using var listed = new ListedKeys("b", "p/");
        string[] asked = [.. Names("p/c", 14), .. Names("p/b", 2), .. Names("p/a", 14), .. Names("p/c", 3)];
        foreach (var key in asked)
        {
            var (isKnown, found) = await FindAsync(listed, key);
            if (isKnown)
                Assert.Equal(store.Objects.ContainsKey(key) ? key : null, found);
        }
    }

    [Fact]
    public async Task Few_hits_end_the_listing()
    {
        Add(Names("p/", 400));
        using var listed = new ListedKeys("b", "p/");
        var known = 0;
        for (var number = 0; number < 400; number += 10)
            known += (await FindAsync(listed, $"p/{number:000}")).IsKnown ? 1 : 0;
        Assert.InRange(store.Pages, 8, 9);
        Assert.Equal(store.Pages, known);
    }

    [Fact]
    public async Task Without_permission_to_list_nothing_is_known()
    {
        Add("p/a");
        store.Interrupt = static name =>
        {
            if (name is "ListObjectsV2")
                throw new ObjectStoreException(ObjectStoreFault.AccessDenied, "no");
        };
        using var listed = new ListedKeys("b", "p/");
        Assert.False((await FindAsync(listed, "p/a")).IsKnown);
        Assert.False((await FindAsync(listed, "p/b")).IsKnown);
        Assert.Equal(1, store.Requests.Count(static name => name is "ListObjectsV2"));
    }

    [Fact]
    public async Task Concurrent_lookups_of_one_page_share_it()
    {
        Add("p/a", "p/b");
        using var listed = new ListedKeys("b", "p/");
        await Task.WhenAll(
            Enumerable.Range(0, 20).Select(number => Task.Run(() => FindAsync(listed, number % 2 == 0 ? "p/a" : "p/b"), Token))
        );
        Assert.InRange(store.Pages, 1, 2);
    }

    async Task<(bool IsKnown, string? Found)> FindAsync(ListedKeys listed, string key)
    {
        var (isKnown, found) = await listed.FindAsync(store, key, Token);
        return (isKnown, found?.Key);
    }
}
