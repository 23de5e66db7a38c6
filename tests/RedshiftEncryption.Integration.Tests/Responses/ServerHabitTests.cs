using Amazon.Runtime;
using RedshiftEncryption.Aws;
using RedshiftEncryption.Aws.S3;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Integration.Responses;

/// <summary>Servers that take an entity tag in one form alone, redirects, and listings that go round.</summary>
public sealed class ServerHabitTests
{
    const string ETag = "0cc175b9c0f1b6a831c399e269772661";

    static readonly S3Address Address = new("b", "k");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static S3ObjectStore Open(HttpMessageHandler transport, string url = "http://127.0.0.1:1")
    {
        var request = new ConnectionRequest { EndpointUrl = url, Region = "us-east-1" };
        var endpoint = S3Endpoint.Resolve(request);
        endpoint.Config.HttpClientFactory = new AwsHttpClientFactory(transport);
        endpoint.Config.MaxErrorRetry = 0;
        return new S3ObjectStore(new BasicAWSCredentials("id", "secret"), endpoint, request);
    }

    static string? Condition(HttpRequestMessage request) =>
        new[] { "If-Match", "x-amz-copy-source-if-match" }
            .Select(name => request.Headers.TryGetValues(name, out var values) ? values.Single() : null)
            .FirstOrDefault(static value => value is not null);

    /// <summary>Returns the object, or the empty response of S3 to a PutObject.</summary>
    static ScriptedReply Described(HttpRequestMessage request, string eTag = ETag)
    {
        var reply = new ScriptedReply(200, request.Method == HttpMethod.Put ? [] : "a"u8.ToArray()) { IsHead = true };
        reply.Headers["ETag"] = $"\"{eTag}\"";
        return reply;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refused_condition_is_sent_in_the_other_form_where_the_object_is_the_same(bool takesQuoted)
    {
        using var server = new Scripted(request =>
            request.Method == HttpMethod.Head
            || string.Equals(Condition(request), takesQuoted ? $"\"{ETag}\"" : ETag, StringComparison.Ordinal)
                ? request.Headers.Contains("x-amz-copy-source")
                    ? ScriptedReply.Document($"<CopyObjectResult><ETag>&quot;{ETag}&quot;</ETag></CopyObjectResult>")
                    : Described(request)
                : ScriptedReply.Error(412, "PreconditionFailed")
        );
        using var store = Open(server);
        (await store.ReadAsync(Address, range: null, ETag, Token)).Dispose();
        await store.PutAsync(new ObjectWrite(Address) { ReplacedETag = ETag }, "a"u8.ToArray(), crc32C: null, Token);
        await store.CopyAsync(Address, ETag, new ObjectWrite(Address), Token);
        Assert.Equal(takesQuoted ? 5 : 7, server.Requests.Count);
        Assert.Equal($"\"{ETag}\"", server.Requests[0]);
    }

    [Fact]
    public async Task A_refused_condition_is_believed_where_the_object_is_another()
    {
        using var server = new Scripted(request =>
            request.Method == HttpMethod.Head
                ? Described(request, "92eb5ffee6ae2fec3ad71c777531578f")
                : ScriptedReply.Error(412, "PreconditionFailed")
        );
        using var store = Open(server);
        var exception = await Assert.ThrowsAsync<ObjectStoreException>(() => store.ReadAsync(Address, new ContentRange(0, 1), ETag, Token));
        Assert.Equal(ObjectStoreFault.ObjectChanged, exception.Fault);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task No_condition_is_made_of_a_weak_tag()
    {
        using var server = new Scripted(static request => Described(request));
        using var store = Open(server);
        (await store.ReadAsync(Address, range: null, "W/\"x\"", Token)).Dispose();
        await store.PutAsync(new ObjectWrite(Address) { ReplacedETag = "W/\"x\"" }, "a"u8.ToArray(), crc32C: null, Token);
        Assert.Equal(["", ""], server.Requests);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", "https://127.0.0.1/b", "redirects to https://127.0.0.1.")]
    [InlineData("http://127.0.0.1:1", "http://s3.us-east-1.amazonaws.com.example.org/b", "which is another host")]
    [InlineData("https://127.0.0.1:1", "http://127.0.0.1:1/b", "which is not encrypted")]
    [InlineData("https://127.0.0.1:1", "https://s3.us-east-1.amazonaws.com/b", "which is another host")]
    [InlineData("http://127.0.0.1:1", "/elsewhere", "another path")]
    [InlineData("http://127.0.0.1:1", "http://[", "is not a URL")]
    [InlineData("https://s3.eu-central-1.amazonaws.com", "https://ec2-1-2-3-4.compute-1.amazonaws.com/b", "which is another host")]
    [InlineData("https://s3.eu-central-1.amazonaws.com", "https://s3.us-east-1.amazonaws.com.example.org/b", "which is another host")]
    [InlineData("https://s3.eu-central-1.amazonaws.com", "http://s3.us-east-1.amazonaws.com/b", "which is not encrypted")]
    public async Task No_redirect_is_followed_elsewhere(string url, string location, string expected)
    {
        foreach (var status in new[] { 301, 302, 307, 308 })
        {
            using var server = new Scripted(_ =>
            {
                var reply = new ScriptedReply(status, []);
                reply.Headers["Location"] = location;
                return reply;
            });
            using var store = Open(server, url);
            var exception = await Assert.ThrowsAsync<ObjectStoreException>(() =>
                store.PutAsync(new ObjectWrite(Address), "a"u8.ToArray(), crc32C: null, Token)
            );
            Assert.Equal(ObjectStoreFault.Redirected, exception.Fault);
            Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
            Assert.Single(server.Requests);
        }
    }

    [Fact]
    public async Task AWS_may_redirect_to_a_bucket_s_region()
    {
        using var server = new Scripted(request =>
        {
            if (request.RequestUri!.Host is "b.s3.us-west-2.amazonaws.com")
                return Described(request);
            var reply = new ScriptedReply(307, []);
            reply.Headers["Location"] = "https://b.s3.us-west-2.amazonaws.com/k";
            return reply;
        });
        using var store = Open(server, "https://s3.us-east-1.amazonaws.com");
        await store.PutAsync(new ObjectWrite(Address), "a"u8.ToArray(), crc32C: null, Token);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task A_listing_that_goes_round_ends(int round)
    {
        var page = 0;
        using var server = new Scripted(_ =>
            ScriptedReply.Document(
                $"<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>{Math.Max(page++, 3) % round}</NextContinuationToken></ListBucketResult>"
            )
        );
        using var store = Open(server);
        var exception = await Assert.ThrowsAsync<ObjectStoreException>(async () =>
        {
            string? continuation = null;
            do continuation = (await store.ListAsync("b", "", continuation, Token)).Continuation;
            while (continuation is not null && page < 100);
        });
        Assert.Equal(ObjectStoreFault.InvalidResponse, exception.Fault);
        Assert.True(page <= 4 * (round + 4), $"It took {page} pages.");
    }

    [Theory]
    [InlineData("<ListBucketResult/>")]
    [InlineData("<html><body/></html>")]
    [InlineData("<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>")]
    [InlineData("<ListBucketResult><IsTruncated>false</IsTruncated><KeyCount>1</KeyCount></ListBucketResult>")]
    [InlineData("<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>p/k</Key></Contents></ListBucketResult>")]
    [InlineData("<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>other</Key><Size>1</Size></Contents></ListBucketResult>")]
    [InlineData("<ListBucketResult><IsTruncated>maybe</IsTruncated></ListBucketResult>")]
    [InlineData("<ListBucketResult><IsTruncated>false</IsTruncated>")]
    public async Task What_is_not_the_whole_listing_is_an_error(string document)
    {
        using var server = new Scripted(_ => ScriptedReply.Document(document));
        using var store = Open(server);
        var exception = await Assert.ThrowsAsync<ObjectStoreException>(() => store.ListAsync("b", "p/", continuation: null, Token));
        Assert.Equal(ObjectStoreFault.InvalidResponse, exception.Fault);
    }

    /// <summary>Sends the scripted responses, and records the requests and their conditions.</summary>
    sealed class Scripted(Func<HttpRequestMessage, ScriptedReply> answer) : HttpMessageHandler
    {
        public List<string> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add(Condition(request) ?? "");
            return Task.FromResult(answer(request).ToMessage(request));
        }
    }
}
