using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using Amazon.S3.Model;
using RedshiftEncryption.Aws.S3;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Integration;

/// <summary>Tests the targets and the contents of requests to AWS. No request leaves the machine.</summary>
public sealed class AwsEndpointTests : IDisposable
{
    const string Arn = "arn:aws:s3:eu-central-1:123456789012:accesspoint/load";
    const string Fips = "AWS_USE_FIPS_ENDPOINT";
    const string Dualstack = "AWS_USE_DUALSTACK_ENDPOINT";

    static readonly BasicAWSCredentials Credentials = new("id", "secret");

    public void Dispose() => Set(fips: null, dualstack: null);

    /// <summary>Sets the variables, and has the SDK read the environment again, which it otherwise reads once for each process.</summary>
    static void Set(string? fips, string? dualstack)
    {
        Environment.SetEnvironmentVariable(Fips, fips);
        Environment.SetEnvironmentVariable(Dualstack, dualstack);
        FallbackInternalConfigurationFactory.Reset();
    }

    static string Url(string bucketName)
    {
        var endpoint = S3Endpoint.Resolve(new ConnectionRequest { Region = "eu-central-1" });
        using var client = new AmazonS3Client(Credentials, endpoint.Config);
        return client.DetermineServiceOperationEndpoint(new GetObjectRequest { BucketName = bucketName, Key = "k" }).URL;
    }

    [Theory]
    [InlineData("acme-load", "https://acme-load.s3.eu-central-1.amazonaws.com")]
    [InlineData("load-abcdefgh-s3alias", "https://load-abcdefgh-s3alias.s3.eu-central-1.amazonaws.com")]
    [InlineData(Arn, "https://load-123456789012.s3-accesspoint.eu-central-1.amazonaws.com")]
    public void A_bucket_and_an_access_point_have_their_hosts(string bucketName, string url) =>
        Assert.Equal(url, Url(bucketName).TrimEnd('/'));

    [Theory]
    [InlineData("true", "false", "https://acme-load.s3-fips.eu-central-1.amazonaws.com")]
    [InlineData("false", "true", "https://acme-load.s3.dualstack.eu-central-1.amazonaws.com")]
    [InlineData("true", "true", "https://acme-load.s3-fips.dualstack.eu-central-1.amazonaws.com")]
    public void Fips_and_dual_stack_are_the_sdks_settings(string fips, string dualstack, string url)
    {
        Set(fips, dualstack);
        Assert.Equal(url, Url("acme-load").TrimEnd('/'));
    }

    [Fact]
    public void Transfer_acceleration_is_an_endpoint()
    {
        var endpoint = S3Endpoint.Resolve(
            new ConnectionRequest { Region = "eu-central-1", EndpointUrl = "https://s3-accelerate.amazonaws.com" }
        );
        using var client = new AmazonS3Client(Credentials, endpoint.Config);
        var request = new GetObjectRequest { BucketName = "acme-load", Key = "k" };
        Assert.Equal("https://acme-load.s3-accelerate.amazonaws.com", client.DetermineServiceOperationEndpoint(request).URL.TrimEnd('/'));
        Assert.Equal("eu-central-1", endpoint.Region);
    }

    [Fact]
    public async Task A_copy_from_an_access_point_names_it_as_s3_wants_it()
    {
        var endpoint = S3Endpoint.Resolve(new ConnectionRequest { Region = "eu-central-1" });
        using var answers = new CopyAnswers();
        endpoint.Config.HttpClientFactory = answers;
        using var client = new AmazonS3Client(Credentials, endpoint.Config);
        await client.CopyObjectAsync(
            new CopyObjectRequest
            {
                SourceBucket = Arn,
                SourceKey = "a b",
                DestinationBucket = Arn,
                DestinationKey = "a b",
            },
            TestContext.Current.CancellationToken
        );
        Assert.Equal($"{Arn}/object/a b", Uri.UnescapeDataString(answers.CopySource!));
    }

    sealed class CopyAnswers : HttpClientFactory, IDisposable
    {
        readonly Handler handler = new();

        public string? CopySource => handler.CopySource;

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

        public void Dispose() => handler.Dispose();

        sealed class Handler : HttpMessageHandler
        {
            public string? CopySource { get; private set; }

            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                CopySource = request.Headers.GetValues("x-amz-copy-source").Single();
                return Task.FromResult(
                    new HttpResponseMessage(HttpStatusCode.OK)
                    {
                        Content = new StringContent("<CopyObjectResult><ETag>\"e\"</ETag></CopyObjectResult>"),
                    }
                );
            }
        }
    }
}
