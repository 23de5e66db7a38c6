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
}
