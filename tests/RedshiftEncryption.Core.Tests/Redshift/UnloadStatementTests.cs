using RedshiftEncryption.Redshift.Sql;
using RedshiftEncryption.Redshift.Unload;

namespace RedshiftEncryption.Tests.Redshift;

public sealed class UnloadStatementTests
{
    static UnloadRequest Request(string query = "select * from sales") =>
        new(query, StatementUri.Parse("s3://acme-load/out/sales_"), new StatementAuthorization { IamRole = "default" });

    [Fact]
    public void The_least_statement() =>
        Assert.Equal(
            "UNLOAD ('select * from sales')\nTO 's3://acme-load/out/sales_'\nIAM_ROLE default;",
            UnloadStatementBuilder.Build(Request()).Text
        );

    [Fact]
    public void All_clauses_stand_in_the_documentations_order()
    {
        var request = Request(@"select id, 'it''s \d' from sales") with
        {
            Format = UnloadFormat.Csv,
            PartitionBy = ["year", "Sales Month"],
            Include = true,
            Manifest = true,
            Verbose = true,
            Header = true,
            Delimiter = "\t",
            KmsKeyId = "1234abcd-12ab-34cd-56ef-1234567890ab",
            Compression = UnloadCompression.Zstd,
            NullAs = @"\N",
            CleanPath = true,
            Parallel = OnOff.Off,
            MaxFileSize = "6.2gb",
            Region = "eu-central-1",
            Extension = "csv.zst",
        };
        Assert.Equal(
            """
            UNLOAD ('select id, ''it''''s \\d'' from sales')
            TO 's3://acme-load/out/sales_'
            IAM_ROLE default
            FORMAT AS CSV
            PARTITION BY (year, "Sales Month") INCLUDE
            MANIFEST VERBOSE
            HEADER
            DELIMITER AS '\t'
            KMS_KEY_ID '1234abcd-12ab-34cd-56ef-1234567890ab'
            ENCRYPTED
            ZSTD
            NULL AS '\\N'
            CLEANPATH
            PARALLEL OFF
            MAXFILESIZE AS 6.2 GB
            REGION AS 'eu-central-1'
            EXTENSION 'csv.zst';
            """.ReplaceLineEndings("\n"),
            UnloadStatementBuilder.Build(request).Text
        );
    }

    [Fact]
    public void Only_the_command_text_holds_the_root_key()
    {
        using var key = RootKey.Create();
        var statement = UnloadStatementBuilder.Build(Request() with { Encrypted = true, RootKey = key });
        Assert.EndsWith(
            $"\nMASTER_SYMMETRIC_KEY '{Convert.ToBase64String(key.Secret.Array)}'\nENCRYPTED;",
            statement.GetCommandText(),
            StringComparison.Ordinal
        );
        Assert.EndsWith("\nMASTER_SYMMETRIC_KEY '<root-key>'\nENCRYPTED;", statement.ToString(), StringComparison.Ordinal);
        Assert.True(statement.Encrypted);
        Assert.Equal(key.Fingerprint, statement.RootKeyFingerprint);
    }

    [Theory]
    [InlineData("5", "5 MB")]
    [InlineData("5MB", "5 MB")]
    [InlineData("6348.8 mb", "6348.8 MB")]
    [InlineData("0.5GB", "0.5 GB")]
    public void The_largest_file_has_a_unit(string size, string written) =>
        Assert.EndsWith(
            $"\nMAXFILESIZE AS {written};",
            UnloadStatementBuilder.Build(Request() with { MaxFileSize = size }).Text,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("4.9")]
    [InlineData("6.21GB")]
    [InlineData("104857600")]
    [InlineData("10 KB")]
    [InlineData("-5")]
    [InlineData("1e3")]
    [InlineData("10MB'")]
    [InlineData("")]
    public void What_is_no_size_is_refused(string size) =>
        Assert.Throws<InvalidCopyOptionException>(() => UnloadStatementBuilder.Build(Request() with { MaxFileSize = size }));

    [Theory]
    [InlineData("31")]
    [InlineData("129MB")]
    [InlineData("64.5")]
    public void What_is_no_row_group_size_is_refused(string size) =>
        Assert.Throws<InvalidCopyOptionException>(() =>
            UnloadStatementBuilder.Build(Request() with { Format = UnloadFormat.Parquet, RowGroupSize = size })
        );

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("x' ENCRYPTED AUTO --")]
    [InlineData("ключ")]
    public void What_is_no_kms_key_is_refused(string id) =>
        Assert.Throws<InvalidCopyOptionException>(() => UnloadStatementBuilder.Build(Request() with { KmsKeyId = id }));

    [Theory]
    [InlineData("|~|")]
    [InlineData("é")]
    public void A_delimiter_is_one_ascii_character(string delimiter) =>
        Assert.Throws<InvalidCopyOptionException>(() => UnloadStatementBuilder.Build(Request() with { Delimiter = delimiter }));
}
