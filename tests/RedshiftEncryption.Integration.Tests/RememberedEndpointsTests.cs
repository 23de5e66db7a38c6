using Amazon.Runtime.Endpoints;
using Amazon.S3.Endpoints;
using Amazon.S3.Internal;
using RedshiftEncryption.Aws.S3;

namespace RedshiftEncryption.Integration;

/// <summary>Tests that remembered endpoints are those of the SDK's rules. No request leaves the machine.</summary>
public sealed class RememberedEndpointsTests
{
    static readonly bool[] Flags = [false, true];

    static readonly string?[] Urls = [null, "http://127.0.0.1:9000"];

    static readonly string[] Buckets =
    [
        "acme-load",
        "acme.load",
        "load--use1-az4--x-s3",
        "load-abcdefgh-s3alias",
        "arn:aws:s3:eu-central-1:123456789012:accesspoint/load",
        "arn:aws:s3:us-west-2:123456789012:accesspoint/load",
    ];

    static S3EndpointParameters Parameters(string bucket, string? url, bool fips, bool dualStack, bool pathStyle, bool arnRegion) =>
        new()
        {
            Bucket = bucket,
            Region = "eu-central-1",
            Endpoint = url,
            UseFIPS = fips,
            UseDualStack = dualStack,
            ForcePathStyle = pathStyle,
            UseArnRegion = arnRegion,
        };

    static string Resolved(IEndpointProvider rules, EndpointParameters parameters)
    {
        try
        {
            var endpoint = rules.ResolveEndpoint(parameters);
            var schemes = endpoint.Attributes?["authSchemes"] is System.Collections.IEnumerable list
                ? list.OfType<PropertyBag>().Select(static scheme => $"{scheme["name"]} {scheme["signingName"]} {scheme["signingRegion"]}")
                : [];
            return $"{endpoint.URL} {string.Join(", ", schemes)}";
        }
        catch (Exception exception) when (exception is Amazon.Runtime.AmazonClientException)
        {
            return exception.Message;
        }
    }

    [Fact]
    public void They_are_those_of_the_rules_for_all_settings()
    {
        var remembered = new RememberedEndpoints();
        var rules = new AmazonS3EndpointProvider();
        var combinations =
            from bucket in Buckets
            from url in Urls
            from fips in Flags
            from dualStack in Flags
            from pathStyle in Flags
            from arnRegion in Flags
            select (bucket, url, fips, dualStack, pathStyle, arnRegion);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        // Twice: once to be remembered, and once from memory.
        foreach (var (bucket, url, fips, dualStack, pathStyle, arnRegion) in combinations.Concat(combinations))
        {
            var parameters = Parameters(bucket, url, fips, dualStack, pathStyle, arnRegion);
            var expected = Resolved(rules, parameters);
            Assert.Equal(expected, Resolved(remembered, parameters));
            seen.Add(expected);
        }
        Assert.True(seen.Count > 20);
    }

    [Fact]
    public void No_rule_reads_the_key_the_prefix_or_the_copy_source()
    {
        var rules = new AmazonS3EndpointProvider();
        foreach (var bucket in Buckets)
        {
            var parameters = Parameters(bucket, url: null, fips: false, dualStack: false, pathStyle: false, arnRegion: true);
            var without = Resolved(rules, parameters);
            parameters.Key = "a/b c";
            parameters.Prefix = "a/";
            parameters.CopySource = "other/key";
            Assert.Equal(without, Resolved(rules, parameters));
        }
    }

    [Fact]
    public void The_rules_are_evaluated_once_for_each_bucket()
    {
        var rules = new CountingRules();
        var remembered = new RememberedEndpoints(rules);
        for (var key = 0; key < 10; key++)
        {
            foreach (var bucket in Buckets)
            {
                var parameters = Parameters(bucket, url: null, fips: false, dualStack: false, pathStyle: false, arnRegion: true);
                parameters.Key = $"{key}";
                // As the SDK does for requests without a path.
                remembered.ResolveEndpoint(parameters).URL += "/";
                Assert.False(remembered.ResolveEndpoint(parameters).URL.EndsWith('/'));
            }
        }
        Assert.Equal(Buckets.Length, rules.Count);
    }

    sealed class CountingRules : IEndpointProvider
    {
        readonly AmazonS3EndpointProvider rules = new();

        public int Count { get; private set; }

        public Endpoint ResolveEndpoint(EndpointParameters parameters)
        {
            Count++;
            return rules.ResolveEndpoint(parameters);
        }
    }
}
