using System.Security;
using System.Text.Json;
using RedshiftEncryption.Codecs;
using RedshiftEncryption.Redshift.Copy;
using RedshiftEncryption.Redshift.Sql;

namespace RedshiftEncryption.Tests.Redshift;

public sealed class CopyStatementTests
{
    static CopyRequest Request(string uri = "s3://acme-load/sales/", bool manifest = false) =>
        new("public.sales", new CopySource(StatementUri.Parse(uri), manifest), Role("default"));

    static StatementAuthorization Role(string role) => new() { IamRole = role };

    [Fact]
    public void The_least_statement() =>
        Assert.Equal("COPY public.sales\nFROM 's3://acme-load/sales/'\nIAM_ROLE default;", CopyStatementBuilder.Build(Request()).Text);

    [Fact]
    public void A_compression_without_a_keyword_is_refused()
    {
        var request = Request() with { Compression = (CopyCompression)99 };
        Assert.Throws<InvalidCopyOptionException>(() => CopyStatementBuilder.Build(request));
    }

    [Fact]
    public void All_clauses_stand_in_the_documentations_order()
    {
        var request = Request("s3://acme-load/sales.manifest", manifest: true) with
        {
            Columns = ["id", "Unit Price"],
            Authorization = Role("arn:aws:iam::123456789012:role/RedshiftLoad"),
            Encrypted = true,
            Region = "eu-central-1",
            Format = CopyFormat.Csv,
            Delimiter = ";",
            Compression = CopyCompression.Zstd,
            IgnoreHeader = 1,
            AcceptInvChars = "^",
            DateFormat = "auto",
            MaxError = 10,
            StatUpdate = OnOff.Off,
            Options = ["newoption 'x'"],
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
            ACCEPTINVCHARS AS '^'
            DATEFORMAT AS 'auto'
            IGNOREHEADER AS 1
            MAXERROR AS 10
            STATUPDATE OFF
            NEWOPTION 'x';
            """.ReplaceLineEndings("\n"),
            CopyStatementBuilder.Build(request).Text
        );
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
        Assert.Throws<InvalidCopyOptionException>(() => CopyStatementBuilder.Build(Request() with { Authorization = Role(role) }));

    [Theory]
    [InlineData("arn:aws:iam::123456789012:role/a,arn:aws:iam::210987654321:role/path/b")]
    [InlineData("arn:aws-us-gov:iam::123456789012:role/RedshiftLoad")]
    public void Roles_may_be_chained_and_of_any_partition(string role) =>
        Assert.Contains(
            $"IAM_ROLE '{role}'",
            CopyStatementBuilder.Build(Request() with { Authorization = Role(role) }).Text,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("eu-central-1")]
    [InlineData("us-gov-west-1")]
    [InlineData("eusc-de-east-1")]
    public void Regions_are_known_by_their_form(string region) =>
        Assert.Contains(
            $"REGION AS '{region}'",
            CopyStatementBuilder.Build(Request() with { Region = region }).Text,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("somewhere")]
    [InlineData("eu-central-1'")]
    [InlineData("")]
    public void What_is_no_region_is_refused(string region) =>
        Assert.Throws<InvalidCopyOptionException>(() => CopyStatementBuilder.Build(Request() with { Region = region }));

    [Fact]
    public void Json_takes_no_delimiter() =>
        Assert.Throws<InvalidCopyOptionException>(() =>
            CopyStatementBuilder.Build(Request() with { Format = CopyFormat.Json, Delimiter = "|" })
        );

    [Theory]
    [InlineData("https://acme-load.s3.amazonaws.com/x")]
    [InlineData("acme-load/x")]
    [InlineData("s3://")]
    [InlineData("s3://a'b/x")]
    public void What_is_no_s3_uri_is_refused(string uri) => Assert.Throws<InvalidCopyOptionException>(() => StatementUri.Parse(uri));

    [Fact]
    public void One_object_is_its_key_and_several_are_what_their_keys_share()
    {
        Assert.Equal("s3://b/sales/a.csv", CopySource.Of([("b", "sales/a.csv")]).Uri.ToString());
        Assert.Equal("s3://b/sales/", CopySource.Of([("b", "sales/a.csv"), ("b", "sales/b/c.csv")]).Uri.ToString());
        Assert.Equal("s3://b/sales/2026-", CopySource.Of([("b", "sales/2026-01.csv"), ("b", "sales/2026-12.csv")]).Uri.ToString());
        // U+1F600 and U+1F601 share their first half, which is not a valid text.
        Assert.Equal("s3://b/x", CopySource.Of([("b", "x\U0001F600"), ("b", "x\U0001F601")]).Uri.ToString());
    }

    [Fact]
    public void Objects_that_share_nothing_are_refused()
    {
        Assert.Throws<InvalidCopyOptionException>(() => CopySource.Of([("b", "x"), ("b", "y")]));
        Assert.Throws<InvalidCopyOptionException>(() => CopySource.Of([("b", "x"), ("c", "x")]));
    }

    [Theory]
    [InlineData("a.csv.gz", CopyCompression.Gzip)]
    [InlineData("b.CSV.GZ", CopyCompression.Gzip)]
    [InlineData("a.bz2", CopyCompression.Bzip2)]
    [InlineData("a.lzo", CopyCompression.Lzop)]
    [InlineData("a.zst", CopyCompression.Zstd)]
    [InlineData("gz", CopyCompression.None)]
    public void Compression_is_told_by_names(string key, CopyCompression compression) =>
        Assert.Equal(compression, CompressionByName.Of(key));

    [Fact]
    public void Objects_that_differ_are_named()
    {
        Assert.Equal(1, Agreement.Of("number", [("a", 1), ("b", 1)]));
        var exception = Assert.Throws<InvalidCopyOptionException>(() => Agreement.Of("number", [("a", 1), ("b", 2), ("c", 2)]));
        Assert.Contains("1: 'a'; 2: 'b' and 1 more", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\0", @"'\000'")]
    [InlineData(@"\0", @"'\000'")]
    [InlineData(@"\000", @"'\000'")]
    [InlineData(@"\N", @"'\\N'")]
    [InlineData("", "''")]
    public void Null_is_written_as_copy_takes_it(string text, string literal) =>
        Assert.EndsWith(
            $"\nNULL AS {literal};",
            CopyStatementBuilder.Build(Request() with { NullAs = text }).Text,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("\n")]
    [InlineData(@"\n")]
    [InlineData("a\0b")]
    public void Null_that_copy_cannot_take_is_refused(string text) =>
        Assert.Throws<InvalidCopyOptionException>(() => CopyStatementBuilder.Build(Request() with { NullAs = text }));

    [Theory]
    [InlineData("a")]
    [InlineData("a:")]
    [InlineData(":1")]
    [InlineData("a:0")]
    [InlineData("a:-1")]
    [InlineData("a:1,")]
    [InlineData("a:1:2")]
    [InlineData("a:1\n,b:2")]
    public void What_is_no_fixed_width_specification_is_refused(string spec) =>
        Assert.Throws<InvalidCopyOptionException>(() => CopyStatementBuilder.Build(Request() with { FixedWidth = spec }));

    [Theory]
    [InlineData("a-b")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("1a")]
    [InlineData("select")]
    [InlineData("x;")]
    public void What_is_no_job_name_is_refused(string name) =>
        Assert.Throws<InvalidCopyOptionException>(() =>
            CopyStatementBuilder.Build(Request() with { Authorization = Role("arn:aws:iam::123456789012:role/x"), JobName = name })
        );

    [Theory]
    [InlineData("short")]
    [InlineData("AKIAIOSFODNN7EXAMPL'")]
    public void What_is_no_access_key_id_is_refused_and_not_repeated(string id)
    {
        using var secret = Secure("secret");
        var exception = Assert.Throws<InvalidCopyOptionException>(() =>
            CopyStatementBuilder.Build(
                Request() with
                {
                    Authorization = new() { AccessKeyId = id, SecretAccessKey = secret },
                }
            )
        );
        Assert.DoesNotContain(id, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("it's")]
    [InlineData("back\\slash")]
    [InlineData("a;token=b")]
    [InlineData("two words")]
    [InlineData("line\nfeed")]
    [InlineData("ümlaut")]
    [InlineData("\0")]
    public void A_secret_that_could_break_out_is_refused_and_not_repeated(string text)
    {
        using var good = Secure("good");
        using var bad = Secure(text);
        foreach (var credentials in (bool[])[false, true])
        {
            var keys = new StatementAuthorization
            {
                AccessKeyId = "AKIAIOSFODNN7EXAMPLE",
                SecretAccessKey = bad,
                InCredentialsString = credentials,
            };
            Refused(keys);
            Refused(keys with { SecretAccessKey = good, SessionToken = bad });
        }

        void Refused(StatementAuthorization authorization)
        {
            var exception = Assert.Throws<InvalidCopyOptionException>(() =>
                CopyStatementBuilder.Build(Request() with { Authorization = authorization })
            );
            if (text.Length > 1)
                Assert.DoesNotContain(text, exception.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_credentials_string_holds_role_and_root_key()
    {
        using var key = RootKey.Create();
        var statement = CopyStatementBuilder.Build(
            Request() with
            {
                Encrypted = true,
                RootKey = key,
                Authorization = Role("arn:aws:iam::123456789012:role/x") with { InCredentialsString = true },
            }
        );
        Assert.Equal(
            "COPY public.sales\nFROM 's3://acme-load/sales/'\nCREDENTIALS 'aws_iam_role=arn:aws:iam::123456789012:role/x;master_symmetric_key=<root-key>'\nENCRYPTED;",
            statement.Text
        );
        Assert.Equal(
            statement.Text.Replace("<root-key>", Convert.ToBase64String(key.Secret.Array), StringComparison.Ordinal),
            statement.GetCommandText()
        );
    }

    [Fact]
    public void The_statement_outlives_the_secrets_that_it_was_given()
    {
        var secret = Secure("sEcReT");
        var token = Secure("tOkEn");
        var statement = CopyStatementBuilder.Build(
            Request() with
            {
                Authorization = new()
                {
                    AccessKeyId = "AKIAIOSFODNN7EXAMPLE",
                    SecretAccessKey = secret,
                    SessionToken = token,
                },
            }
        );
        secret.Dispose();
        token.Dispose();
        Assert.EndsWith(
            "ACCESS_KEY_ID 'AKIAIOSFODNN7EXAMPLE'\nSECRET_ACCESS_KEY 'sEcReT'\nSESSION_TOKEN 'tOkEn';",
            statement.GetCommandText(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("sEcReT", statement.Text + JsonSerializer.Serialize(statement), StringComparison.Ordinal);
    }

    static SecureString Secure(string text)
    {
        var secure = new SecureString();
        foreach (var character in text)
            secure.AppendChar(character);
        return secure;
    }
}
