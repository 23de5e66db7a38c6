using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Tests.Transfer;

public sealed class MultipartETagTests
{
    static string? Of(params string[] eTags) => MultipartETag.Of([.. eTags.Select(static (eTag, i) => new UploadedPart(i + 1, 1, eTag))]);

    [Fact]
    public void It_is_the_MD5_of_those_of_the_parts() =>
        // printf 'd41d8cd98f00b204e9800998ecf8427e%.0s' 1 2 | xxd -r -p | md5sum
        Assert.Equal("5873dd45edd01f09c1ef2e7819369e8e-2", Of("\"d41d8cd98f00b204e9800998ecf8427e\"", "d41d8cd98f00b204e9800998ecf8427e"));

    [Theory]
    [InlineData("")]
    [InlineData("d41d8cd98f00b204e9800998ecf8427")]
    [InlineData("d41d8cd98f00b204e9800998ecf8427e00")]
    [InlineData("d41d8cd98f00b204e9800998ecf8427x")]
    public void A_part_without_an_MD5_has_none(string eTag) => Assert.Null(Of("d41d8cd98f00b204e9800998ecf8427e", eTag));
}
