using Amazon.S3.Model;
using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Reading;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Integration;

/// <summary>Tests how real servers respond to ranges and conditions, on which the checks of responses depend.</summary>
public sealed class ReadConditionTests(HostRadosgw host, TrixieRadosgw trixie)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    Radosgw Server(string variant) => variant is "host" ? host : trixie;

    [Theory]
    [InlineData("host")]
    [InlineData("trixie")]
    public async Task A_quoted_condition_is_understood_on_a_read_and_a_bare_one_on_a_write(string variant)
    {
        var server = Server(variant);
        var address = new S3Address(await server.CreateBucketAsync(), "k");
        using var store = await server.OpenAsync();
        var first = await store.PutAsync(new ObjectWrite(address), new byte[100], crc32C: null, Token);
        Assert.Equal(32, first.ETag!.Length);

        var response = await server.Client.GetObjectAsync(
            new GetObjectRequest
            {
                BucketName = address.BucketName,
                Key = "k",
                EtagToMatch = $"\"{first.ETag}\"",
                ByteRange = new ByteRange(0, 9),
            },
            Token
        );
        using (response)
            Assert.Equal("bytes 0-9/100", response.ContentRange);
        var description = await store.DescribeAsync(address, Token);
        Assert.Equal((100, first.ETag), (description.Length, description.ETag));

        await store.PutAsync(new ObjectWrite(address) { ReplacedETag = first.ETag }, new byte[101], crc32C: null, Token);
        var read = await Assert.ThrowsAsync<ObjectStoreException>(() =>
            store.ReadAsync(address, new ContentRange(0, 10), first.ETag, Token)
        );
        Assert.Equal(ObjectStoreFault.ObjectChanged, read.Fault);
        var written = await Assert.ThrowsAsync<ObjectStoreException>(() =>
            store.PutAsync(new ObjectWrite(address) { ReplacedETag = first.ETag }, new byte[102], crc32C: null, Token)
        );
        Assert.Equal(ObjectStoreFault.ObjectChanged, written.Fault);
        Assert.Equal(101, (await store.DescribeAsync(address, Token)).Length);
    }

    [Theory]
    [InlineData("host")]
    [InlineData("trixie")]
    public async Task Every_range_passes_the_check(string variant)
    {
        var server = Server(variant);
        var address = new S3Address(await server.CreateBucketAsync(), "k");
        var empty = address with { Key = "empty" };
        using var store = await server.OpenAsync();
        var content = new byte[1000];
        new Random(1).NextBytes(content);
        await store.PutAsync(new ObjectWrite(address), content, crc32C: null, Token);
        await store.PutAsync(new ObjectWrite(empty), Array.Empty<byte>(), crc32C: null, Token);
        foreach (
            var (start, length) in new (int Start, int Length)[] { (0, 1), (0, 1000), (0, 5000), (16, 16), (999, 1), (999, 50), (500, 500) }
        )
        {
            using var read = await store.ReadAsync(address, new ContentRange(start, length), eTag: null, Token);
            var expected = content.AsSpan(start, Math.Min(length, 1000 - start)).ToArray();
            Assert.Equal((1000, expected.Length), (read.ObjectLength, read.Length));
            var found = new byte[expected.Length];
            await read.Body.ReadExactlyAsync(found, Token);
            Assert.Equal(expected, found);
        }
        var beyond = await Assert.ThrowsAsync<ObjectStoreException>(() =>
            store.ReadAsync(address, new ContentRange(1000, 1), eTag: null, Token)
        );
        Assert.Equal(ObjectStoreFault.RangeNotSatisfiable, beyond.Fault);
        using var whole = await store.ReadAsync(address, range: null, eTag: null, Token);
        Assert.Equal(1000, whole.Length);
        using var nothing = await RangedContent.OpenAsync(store, empty, Token);
        Assert.Equal(0, nothing.ObjectLength);
    }
}
