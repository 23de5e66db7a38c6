using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Tests.Storage;

public sealed class S3AddressTests
{
    [Fact]
    public void An_address_is_shown_escaped_and_its_value_is_not()
    {
        var address = new S3Address("b", "a\u001B[31m\n\u202E.csv");
        Assert.Equal("s3://b/a\u001B[31m\n\u202E.csv", address.Uri);
        Assert.Equal(@"s3://b/a\u001B[31m\u000A\u202E.csv", address.ToString());
    }

    [Theory]
    [InlineData("load--use1-az4--x-s3")]
    [InlineData("load--use1-az4--xa-s3")]
    [InlineData("arn:aws:s3express:us-east-1:123456789012:accesspoint/load--use1-az4--xa-s3")]
    public void A_directory_bucket_is_refused_by_name(string bucketName)
    {
        Assert.False(S3Address.IsBucketName(bucketName));
        Assert.Contains("directory bucket", S3Address.NotABucketName(bucketName), StringComparison.Ordinal);
    }
}
