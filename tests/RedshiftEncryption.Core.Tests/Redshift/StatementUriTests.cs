using RedshiftEncryption.Redshift.Copy;
using RedshiftEncryption.Redshift.Manifests;
using RedshiftEncryption.Redshift.Sql;
using RedshiftEncryption.Redshift.Unload;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Tests.Redshift;

public sealed class StatementUriTests
{
    const string Arn = "arn:aws:s3:eu-central-1:123456789012:accesspoint/load";

    [Theory]
    [InlineData("s3://b", "b", "")]
    [InlineData("s3://b/", "b", "")]
    [InlineData("S3://b/a%20b+c//d", "b", "a%20b+c//d")]
    [InlineData("s3://load-metadata-s3alias/k", "load-metadata-s3alias", "k")]
    [InlineData("s3://" + Arn, Arn, "")]
    [InlineData("s3://" + Arn + "/", Arn, "")]
    [InlineData("s3://" + Arn + "/sales/1.csv", Arn, "sales/1.csv")]
    [InlineData(
        "s3://arn:aws-cn:s3:cn-north-1:123456789012:accesspoint:load/k",
        "arn:aws-cn:s3:cn-north-1:123456789012:accesspoint:load",
        "k"
    )]
    [InlineData("s3://arn:aws:s3::123456789012:accesspoint:m1.mrap/k", "arn:aws:s3::123456789012:accesspoint:m1.mrap", "k")]
    [InlineData(
        "s3://arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-1/accesspoint/load/k/l",
        "arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-1/accesspoint/load",
        "k/l"
    )]
    public void The_bucket_and_the_key_are_told_apart(string text, string bucketName, string key)
    {
        var uri = StatementUri.Parse(text);
        Assert.Equal((bucketName, key), (uri.BucketName, uri.Key));
        Assert.Equal(uri, StatementUri.Parse(uri.ToString()));
        Assert.Equal(uri, StatementUri.Create(bucketName, key));
    }

    [Theory]
    [InlineData("b/k")]
    [InlineData("s3:/b/k")]
    [InlineData("s3://")]
    [InlineData("s3:///k")]
    [InlineData("s3://b b/k")]
    [InlineData("s3://arn:aws:s3:eu-central-1:123456789012:bucket/k")]
    [InlineData("s3://arn:aws:s3:eu-central-1:1:accesspoint/load")]
    [InlineData("s3://arn:aws:s3:eu-central-1:123456789012:accesspoint/")]
    public void What_names_no_bucket_is_refused(string text)
    {
        Assert.Throws<InvalidCopyOptionException>(() => StatementUri.Parse(text));
        Assert.False(S3Address.TryParse(text, out _));
    }

    [Fact]
    public void Redshift_is_given_an_alias_and_no_arn()
    {
        Assert.Equal("s3://load-metadata-s3alias/k", StatementUri.Of(StatementUri.Parse("s3://load-metadata-s3alias/k")));
        var authorization = new StatementAuthorization { IamRole = "default" };
        var refusals = new Action[]
        {
            () =>
                CopyStatementBuilder.Build(
                    new CopyRequest("t", new CopySource(StatementUri.Parse($"s3://{Arn}/k"), IsManifest: false), authorization)
                ),
            () => CopyStatementBuilder.Build(new CopyRequest("t", CopySource.Of([(Arn, "k")]), authorization)),
            () =>
                CopyStatementBuilder.Build(
                    new CopyRequest("t", new CopySource(StatementUri.Parse("s3://b/k"), IsManifest: false), authorization)
                    {
                        Format = CopyFormat.Json,
                        JsonOption = $"s3://{Arn}/paths",
                    }
                ),
            () => UnloadStatementBuilder.Build(new UnloadRequest("select 1", StatementUri.Parse($"s3://{Arn}/k"), authorization)),
            () => _ = new CopyManifestEntry(Arn, "k"),
        };
        Assert.All(
            refusals,
            static refusal => Assert.Contains("ARN", Assert.Throws<InvalidCopyOptionException>(refusal).Message, StringComparison.Ordinal)
        );
    }
}
