using System.Text.Json;

namespace RedshiftEncryption.Tests.Redshift;

public sealed class CopyStatementTests
{
    static CopyRequest Request(string uri = "s3://acme-load/sales/", bool manifest = false) =>
        new("public.sales", new CopySource(S3Uri.Parse(uri), manifest), "default");

    [Fact]
    public void The_least_statement() =>
        Assert.Equal("COPY public.sales\nFROM 's3://acme-load/sales/'\nIAM_ROLE default;", CopyStatementBuilder.Build(Request()).Text);

    [Fact]
    public void All_clauses_stand_in_the_documentations_order()
    {
        var request = Request("s3://acme-load/sales.manifest", manifest: true) with
        {
            Columns = ["id", "Unit Price"],
            IamRole = "arn:aws:iam::123456789012:role/RedshiftLoad",
            Encrypted = true,
            Region = "eu-central-1",
            Format = CopyFormat.Csv,
            Delimiter = ";",
            Compression = CopyCompression.Zstd,
            IgnoreHeader = 1,
            Options = ["MAXERROR 10", "ACCEPTINVCHARS"],
        };
        Assert.Equal(
            """
            COPY public.sales (id, "Unit Price")
            FROM 's3://acme-load/sales.manifest'
            IAM_ROLE 'arn:aws:iam::123456789012:role/RedshiftLoad'
            MASTER_SYMMETRIC_KEY '<root-key>'
            MANIFEST
            ENCRYPTED
            REGION AS 'eu-central-1'
            FORMAT AS CSV
            DELIMITER AS ';'
            ZSTD
            IGNOREHEADER AS 1
            MAXERROR 10
            ACCEPTINVCHARS;
            """.ReplaceLineEndings("\n"),
            CopyStatementBuilder.Build(request).Text);
    }

    [Theory]
    [InlineData("auto", "'auto'")]
    [InlineData("auto ignorecase", "'auto ignorecase'")]
    [InlineData("s3://b/paths.json", "'s3://b/paths.json'")]
    public void Json_has_its_option(string option, string literal)
    {
        var statement = CopyStatementBuilder.Build(Request() with { Format = CopyFormat.Json, JsonOption = option });
        Assert.Contains($"\nFORMAT AS JSON {literal};", statement.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_command_text_holds_the_key()
    {
        using var key = RootKey.Create();
        var base64 = Convert.ToBase64String(key.Secret.Array);
        var statement = CopyStatementBuilder.Build(Request() with { Encrypted = true, RootKey = key });
        Assert.Contains($"\nMASTER_SYMMETRIC_KEY '{base64}'\n", statement.GetCommandText(), StringComparison.Ordinal);
        Assert.Equal(statement.Text, statement.GetCommandText().Replace(base64, "<root-key>", StringComparison.Ordinal));
        Assert.DoesNotContain(base64, statement.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(base64, JsonSerializer.Serialize(statement), StringComparison.Ordinal);
        Assert.Equal(key.Fingerprint, statement.RootKeyFingerprint);
    }

    [Fact]
    public void The_statement_outlives_the_key_that_it_was_given()
    {
        var key = RootKey.Create();
        var base64 = Convert.ToBase64String(key.Secret.Array);
        var statement = CopyStatementBuilder.Build(Request() with { Encrypted = true, RootKey = key });
        key.Dispose();
        Assert.Contains(base64, statement.GetCommandText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_key_the_placeholder_stays()
    {
        var statement = CopyStatementBuilder.Build(Request() with { Encrypted = true });
        Assert.Contains("'<root-key>'", statement.GetCommandText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_root_key_without_client_side_encryption_is_refused()
    {
        using var key = RootKey.Create();
        Assert.Throws<InvalidCopyOptionException>(() => CopyStatementBuilder.Build(Request() with { RootKey = key }));
    }

    [Theory]
    [InlineData("arn:aws:iam::123456789012:role/x'; DROP TABLE y --")]
    [InlineData("arn:aws:iam::12:role/x")]
    [InlineData("arn:aws:iam::123456789012:user/x")]
    [InlineData("arn:aws:iam::123456789012:role/x\n")]
    [InlineData("")]
    public void What_is_no_role_is_refused(string role) =>
        Assert.Throws<InvalidCopyOptionException>(() => CopyStatementBuilder.Build(Request() with { IamRole = role }));

    [Theory]
    [InlineData("arn:aws:iam::123456789012:role/a,arn:aws:iam::210987654321:role/path/b")]
    [InlineData("arn:aws-us-gov:iam::123456789012:role/RedshiftLoad")]
    public void Roles_may_be_chained_and_of_any_partition(string role) =>
        Assert.Contains($"IAM_ROLE '{role}'", CopyStatementBuilder.Build(Request() with { IamRole = role }).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("eu-central-1")]
    [InlineData("us-gov-west-1")]
    [InlineData("eusc-de-east-1")]
    public void Regions_are_known_by_their_form(string region) =>
        Assert.Contains($"REGION AS '{region}'", CopyStatementBuilder.Build(Request() with { Region = region }).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("somewhere")]
    [InlineData("eu-central-1'")]
    [InlineData("")]
    public void What_is_no_region_is_refused(string region) =>
        Assert.Throws<InvalidCopyOptionException>(() => CopyStatementBuilder.Build(Request() with { Region = region }));

    [Fact]
    public void Json_takes_no_delimiter() =>
        Assert.Throws<InvalidCopyOptionException>(() => CopyStatementBuilder.Build(Request() with { Format = CopyFormat.Json, Delimiter = "|" }));

    [Theory]
    [InlineData("https://acme-load.s3.amazonaws.com/x")]
    [InlineData("acme-load/x")]
    [InlineData("s3://")]
    [InlineData("s3://a'b/x")]
    public void What_is_no_s3_uri_is_refused(string uri) => Assert.Throws<InvalidCopyOptionException>(() => S3Uri.Parse(uri));

    [Fact]
    public void One_object_is_its_key_and_several_are_what_their_keys_share()
    {
        Assert.Equal("s3://b/sales/a.csv", CopySource.Of([("b", "sales/a.csv")]).Uri.ToString());
        Assert.Equal("s3://b/sales/", CopySource.Of([("b", "sales/a.csv"), ("b", "sales/b/c.csv")]).Uri.ToString());
        Assert.Equal("s3://b/sales/2026-", CopySource.Of([("b", "sales/2026-01.csv"), ("b", "sales/2026-12.csv")]).Uri.ToString());
        // U+1F600 and U+1F601 share their first half, which is no text.
        Assert.Equal("s3://b/x", CopySource.Of([("b", "x\U0001F600"), ("b", "x\U0001F601")]).Uri.ToString());
    }

    [Fact]
    public void Objects_that_share_nothing_are_refused()
    {
        Assert.Throws<InvalidCopyOptionException>(() => CopySource.Of([("b", "x"), ("b", "y")]));
        Assert.Throws<InvalidCopyOptionException>(() => CopySource.Of([("b", "x"), ("c", "x")]));
    }

    [Fact]
    public void Compression_is_inferred_where_all_names_agree()
    {
        Assert.Equal(CopyCompression.Gzip, CompressionByName.OfAll(["a.csv.gz", "b.CSV.GZ"]));
        Assert.Equal(CopyCompression.Bzip2, CompressionByName.OfAll(["a.bz2"]));
        Assert.Equal(CopyCompression.Lzop, CompressionByName.OfAll(["a.lzo"]));
        Assert.Equal(CopyCompression.Zstd, CompressionByName.OfAll(["a.zst"]));
        Assert.Equal(CopyCompression.None, CompressionByName.OfAll(["a.csv", "b"]));
        var exception = Assert.Throws<InvalidCopyOptionException>(() => CompressionByName.OfAll(["a.csv", "b.gz", "c.gz"]));
        Assert.Contains("'a.csv'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'b.gz' and 1 more", exception.Message, StringComparison.Ordinal);
    }
}
