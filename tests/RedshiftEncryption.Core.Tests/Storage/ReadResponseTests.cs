using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Tests.Storage;

public sealed class ReadResponseTests
{
    static readonly S3Address Address = new("b", "k");

    static (long ObjectLength, long BodyLength) Lengths(long? start, long length, int status, string? contentRange, long? contentLength) =>
        new ReadResponse(
            Address,
            start is { } first ? new ContentRange(first, length) : null,
            status,
            contentRange,
            contentLength
        ).Lengths();

    [Theory]
    [InlineData(0L, 16, 206, "bytes 0-15/100", 16L, 100, 16)]
    [InlineData(16L, 16, 206, "bytes 16-31/100", null, 100, 16)]
    [InlineData(96L, 16, 206, "bytes 96-99/100", 4L, 100, 4)]
    [InlineData(0L, 100, 206, "BYTES 0-99/100", 100L, 100, 100)]
    [InlineData(0L, 100, 200, null, 100L, 100, 100)]
    [InlineData(0L, 100, 200, null, 0L, 0, 0)]
    [InlineData(null, 0, 200, "", 7L, 7, 7)]
    public void A_response_to_the_request_tells_both_lengths(
        long? start,
        long length,
        int status,
        string? contentRange,
        long? contentLength,
        long objectLength,
        long bodyLength
    ) => Assert.Equal((objectLength, bodyLength), Lengths(start, length, status, contentRange, contentLength));

    [Theory]
    [InlineData(0L, 16, 206, "bytes 0-15/*", 16L)]
    [InlineData(0L, 16, 206, null, 16L)]
    [InlineData(0L, 16, 206, "", 16L)]
    [InlineData(0L, 16, 206, "bytes */100", 16L)]
    [InlineData(0L, 16, 206, "bytes 0-15", 16L)]
    [InlineData(0L, 16, 206, "items 0-15/100", 16L)]
    [InlineData(0L, 16, 206, "bytes -1-15/100", 16L)]
    [InlineData(0L, 16, 206, "bytes 0-15/15", 16L)]
    [InlineData(0L, 16, 206, "bytes 15-0/100", 16L)]
    [InlineData(0L, 16, 206, "bytes 0-15/99999999999999999999", 16L)]
    [InlineData(16L, 16, 206, "bytes 0-15/100", 16L)]
    [InlineData(16L, 16, 206, "bytes 16-30/100", 15L)]
    [InlineData(16L, 16, 206, "bytes 16-32/100", 17L)]
    [InlineData(16L, 16, 206, "bytes 16-31/100", 15L)]
    [InlineData(16L, 16, 206, "bytes 16-31/100", 100L)]
    [InlineData(16L, 16, 200, null, 16L)]
    [InlineData(0L, 16, 200, null, 17L)]
    [InlineData(0L, 16, 200, null, null)]
    [InlineData(null, 0, 200, null, null)]
    [InlineData(null, 0, 206, "bytes 0-15/16", 16L)]
    [InlineData(0L, 16, 203, null, 16L)]
    public void Any_other_is_the_servers_fault(long? start, long length, int status, string? contentRange, long? contentLength)
    {
        var exception = Assert.Throws<ObjectStoreException>(() => Lengths(start, length, status, contentRange, contentLength));
        Assert.Equal(ObjectStoreFault.InvalidResponse, exception.Fault);
        Assert.StartsWith("The server's response for s3://b/k is not valid: ", exception.Message, StringComparison.Ordinal);
    }

    static ObjectDescription Description(string? eTag, long length = 100, string? versionId = null, int second = 0) =>
        new()
        {
            Length = length,
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal),
            ETag = eTag,
            VersionId = versionId,
            LastModifiedUtc = DateTime.UnixEpoch.AddSeconds(second),
        };

    [Theory]
    [InlineData("a", "a", 0)]
    [InlineData("a", "a", 1)]
    [InlineData("W/\"a\"", "W/\"a\"", 0)]
    [InlineData(null, null, 0)]
    [InlineData("a", null, 0)]
    [InlineData(null, "a", 0)]
    public void Responses_of_one_object_go_together(string? first, string? later, int second) =>
        ReadResponse.ThrowIfAnother(Address, Description(first), Description(later, second: second));

    [Fact]
    public void Responses_of_two_objects_do_not()
    {
        Assert.Equal(ObjectStoreFault.InvalidResponse, Fault(Description("a"), Description("b")));
        Assert.Equal(ObjectStoreFault.InvalidResponse, Fault(Description("a"), Description("W/\"a\"")));
        Assert.Equal(ObjectStoreFault.InvalidResponse, Fault(Description("a"), Description("a", length: 101)));
        Assert.Equal(ObjectStoreFault.InvalidResponse, Fault(Description(null), Description(null, length: 101)));
        Assert.Equal(ObjectStoreFault.ObjectChanged, Fault(Description("W/\"a\""), Description("W/\"b\"")));
        Assert.Equal(ObjectStoreFault.ObjectChanged, Fault(Description(null), Description(null, second: 1)));
        Assert.Equal(ObjectStoreFault.ObjectChanged, Fault(Description("a"), Description(null, second: 1)));
        Assert.Equal(ObjectStoreFault.ObjectChanged, Fault(Description("W/\"a\"", versionId: "1"), Description("W/\"a\"", versionId: "2")));
    }

    [Theory]
    [InlineData("\"x\"", "x", true)]
    [InlineData("x", "x", true)]
    [InlineData("W/\"x\"", "W/\"x\"", false)]
    [InlineData("\"\"", null, false)]
    [InlineData("", null, false)]
    [InlineData(null, null, false)]
    public void An_entity_tag_is_read_without_its_quotes_and_a_weak_one_whole(string? text, string? expected, bool isStrong)
    {
        Assert.Equal(expected, EntityTag.Read(text));
        Assert.Equal(isStrong, EntityTag.IsStrong(EntityTag.Read(text)));
    }

    static ObjectStoreFault Fault(ObjectDescription first, ObjectDescription later) =>
        Assert.Throws<ObjectStoreException>(() => ReadResponse.ThrowIfAnother(Address, first, later)).Fault;
}
