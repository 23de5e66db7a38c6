using System.Security.Cryptography;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Tests.Transfer;

public sealed class SourceMarkTests
{
    static readonly S3Address Source = new("b", "ü/x", "version");

    [Fact]
    public void It_is_the_hash_of_bucket_key_and_ETag_each_after_its_length()
    {
        byte[] hashed = [0, 0, 0, 1, (byte)'b', 0, 0, 0, 4, 0xc3, 0xbc, (byte)'/', (byte)'x', 0, 0, 0, 2, (byte)'e', (byte)'t'];
        Assert.Equal("v1:" + Convert.ToBase64String(SHA256.HashData(hashed)), SourceMark.Of(Source, "et"));
    }

    [Fact]
    public void It_tells_sources_apart_and_not_versions()
    {
        var mark = SourceMark.Of(Source, "et");
        Assert.Equal(mark, SourceMark.Of(Source with { VersionId = null }, "et"));
        Assert.NotEqual(mark, SourceMark.Of(Source with { BucketName = "bü" }, "et"));
        Assert.NotEqual(mark, SourceMark.Of(Source with { Key = "ü/xe" }, "t"));
        Assert.NotEqual(mark, SourceMark.Of(Source with { BucketName = "b\u00fc", Key = "/x" }, "et"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("W/\"et\"")]
    public void An_ETag_that_does_not_stand_for_the_bytes_gives_none(string? eTag) => Assert.Null(SourceMark.Of(Source, eTag));
}
