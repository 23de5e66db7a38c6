using RedshiftEncryption.Destination;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Tests.Operations;

/// <summary>What servers send and .NET's own functions throw at.</summary>
public sealed class OddNamesTests
{
    [Theory]
    [InlineData("/d/2\ufffe.csv")]
    [InlineData("/d/2\uffff.csv")]
    [InlineData("/d/2\ud800.csv")]
    public void A_path_that_is_not_Unicode_can_be_taken_once(string path)
    {
        var taken = new TakenPaths();
        Assert.Null(taken.Take("/d/1.csv", new S3Address("b", "1")));
        Assert.Null(taken.Take(path, new S3Address("b", "2")));
        Assert.Throws<DestinationException>(() => taken.Take(path, new S3Address("b", "3")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not hexadecimal, 32 characters .")]
    [InlineData("W/\"00112233445566778899aabbccddeeff\"")]
    public void Parts_whose_tags_are_no_MD5_have_no_tag_together(string? eTag) =>
        Assert.Null(
            MultipartETag.Of([
                new UploadedPart(1, 5, "00112233445566778899aabbccddeeff", Crc32C: null),
                new UploadedPart(2, 5, eTag!, Crc32C: null),
            ])
        );
}
