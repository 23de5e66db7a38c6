using RedshiftEncryption.Storage;
using RedshiftEncryption.Storage.Retries;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Storage.Retries;

/// <summary>Tests that an interrupted body continues with the bytes of the same object, or not at all.</summary>
public sealed class ResumingBodyTests
{
    static readonly byte[] Content = [.. Enumerable.Range(0, 20).Select(static i => (byte)i)];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="first">The ETag of the interrupted response.</param>
    /// <param name="second">The ETag of the one that goes on.</param>
    static async Task<byte[]> ReadAsync(string first, string second)
    {
        using var inner = new MemoryStore { CutOnceAt = 5 };
        inner.Add("k", Content);
        var responses = 0;
        inner.Reported = description => description with { ETag = responses++ == 0 ? first : second };
        using var store = new RetryingObjectStore(inner, RetryLimits.Default, new FakeRetryClock());
        using var opened = await store.ReadAsync(new S3Address("b", "k"), new ContentRange(0, Content.Length), eTag: null, Token);
        using var read = new MemoryStream();
        await opened.Body.CopyToAsync(read, Token);
        return read.ToArray();
    }

    [Theory]
    [InlineData("a")]
    [InlineData("W/\"a\"")]
    public async Task It_goes_on_where_the_object_is_the_same(string eTag) => Assert.Equal(Content, await ReadAsync(eTag, eTag));

    /// <summary>The store of this test ignores conditions, as some servers do.</summary>
    [Theory]
    [InlineData("a", "b", ObjectStoreFault.InvalidResponse)]
    [InlineData("W/\"a\"", "W/\"b\"", ObjectStoreFault.ObjectChanged)]
    internal async Task It_does_not_go_on_with_another_object(string first, string second, ObjectStoreFault fault) =>
        Assert.Equal(fault, (await Assert.ThrowsAsync<ObjectStoreException>(() => ReadAsync(first, second))).Fault);
}
