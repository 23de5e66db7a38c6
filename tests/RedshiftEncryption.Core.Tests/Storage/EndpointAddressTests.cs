using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Tests.Storage;

public sealed class EndpointAddressTests
{
    [Theory]
    [InlineData("https://S3.Example.com", "https://s3.example.com")]
    [InlineData("HTTPS://s3.example.com:443/", "https://s3.example.com")]
    [InlineData("http://127.0.0.1:9000/", "http://127.0.0.1:9000")]
    [InlineData("http://h:80/storage/v1/S3//", "http://h/storage/v1/S3")]
    [InlineData("http://h:443", "http://h:443")]
    public void One_endpoint_has_one_spelling(string url, string normalized) => Assert.Equal(normalized, EndpointAddress.Normalized(url));

    [Theory]
    [InlineData("")]
    [InlineData("h:80")]
    [InlineData("ftp://h")]
    [InlineData("http://h/?a=b")]
    [InlineData("http://h/#a")]
    public void What_is_no_endpoint_has_none(string url) => Assert.Null(EndpointAddress.Normalized(url));
}
