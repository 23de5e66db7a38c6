using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Tests.Storage;

public sealed class AwsPartitionTests
{
    [Theory]
    [InlineData("us-east-1", "arn:aws:s3:::archive/a b/ä")]
    [InlineData("us-gov-west-1", "arn:aws-us-gov:s3:::archive/a b/ä")]
    [InlineData("cn-north-1", "arn:aws-cn:s3:::archive/a b/ä")]
    [InlineData("eusc-de-east-1", "arn:aws-eusc:s3:::archive/a b/ä")]
    [InlineData("us-isob-east-1", "arn:aws-iso-b:s3:::archive/a b/ä")]
    [InlineData("default", "arn:aws:s3:::archive/a b/ä")]
    public void An_ARN_has_the_partition_of_its_region(string region, string arn) =>
        Assert.Equal(arn, AwsPartition.ObjectArn(new S3Address("archive", "a b/ä"), region));
}
