using RedshiftEncryption.Integration.Loading;
using RedshiftEncryption.Integration.Servers;

namespace RedshiftEncryption.Integration;

/// <summary>
/// The stand-in for Redshift's COPY itself, without this project's code: it loads what other people's tools wrote, and it
/// fails or shows wherever a load went wrong.
/// </summary>
public sealed class CopyCommandTests(HostRadosgw server, PostgresServer postgres) : IDisposable
{
    const int Length = 1024 * 1024;
    const int ObjectCount = 4;

    readonly SampleFiles files = new();
    readonly string rootKey = Convert.ToBase64String(Enumerable.Range(1, 32).Select(static value => (byte)value).ToArray());
    readonly string original = NewTable();
    readonly string loaded = NewTable();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => files.Dispose();

    [Fact]
    public void The_source_is_as_hard_as_it_says()
    {
        var source = CsvSource.Write(Path.Combine(files.Root, "source.csv"), Length);
        var content = File.ReadAllBytes(source.Path);
        Assert.InRange(content.Length, Length, Length + Length / 5);
        Assert.NotEqual((byte)'\n', content[^1]);
        Assert.InRange(CsvSource.CountTraps(content, 100), 50, 99);
        Assert.Equal(content, File.ReadAllBytes(CsvSource.Write(Path.Combine(files.Root, "again.csv"), Length).Path));
    }

    [Fact]
    public async Task What_postgresql_reads_from_the_source_is_what_was_meant()
    {
        var source = await LoadOriginalAsync();
        var answer = await postgres.RunAsync(
            $"""
            SELECT count(*), min(id), max(id), count(DISTINCT id) FROM {original};
            SELECT bool_or(note LIKE E'%\n%'), bool_or(note LIKE E'%\r\n%'), bool_or(note LIKE '%"quoted"%'), bool_or(note LIKE '%😀%'),
                bool_or(customer = E'Jose\u0301'), bool_or(customer IS NULL), bool_or(customer = ''), bool_or(label = E'\r\n'), bool_or(label = '"'),
                bool_or(note LIKE E'%\n7,Ann,1.00,no record,x\n%'), bool_or(amount IS NULL) FROM {original};
            """
        );
        Assert.Equal($"{source.RowCount}|1|{source.RowCount}|{source.RowCount}\n{string.Join('|', Enumerable.Repeat('t', 11))}\n", answer);
    }

    [Theory]
    [InlineData(null, true, 1)]
    [InlineData("gzip", true, 1)]
    [InlineData("zstd", true, 0)]
    [InlineData("gzip", false, 0)]
    [InlineData("zstd", false, 1)]
    public async Task What_other_tools_wrote_is_loaded(string? packer, bool encrypted, int ignoreHeader)
    {
        var source = await LoadOriginalAsync();
        var bucket = await server.CreateBucketAsync();
        var keys = await SendAsync(bucket, packer, encrypted, header: ignoreHeader > 0);
        await PutManifestAsync(bucket, keys);
        await new CopyCommand(server, postgres).RunAsync(Statement(bucket, packer, encrypted ? rootKey : null, ignoreHeader));
        Assert.Equal(TableDifference.None(source.RowCount), await postgres.CompareAsync(original, loaded));
    }

    [Fact]
    public async Task A_mandatory_object_that_is_missing_fails_the_load_and_another_shows()
    {
        var source = await LoadOriginalAsync();
        var bucket = await server.CreateBucketAsync();
        var keys = await SendAsync(bucket, "gzip", encrypted: true, header: true);
        await server.Client.DeleteObjectAsync(bucket, keys[1], Token);
        var copy = new CopyCommand(server, postgres);

        await PutManifestAsync(bucket, keys);
        var exception = await Assert.ThrowsAsync<LoadException>(() => copy.RunAsync(Statement(bucket, "gzip", rootKey, 1)));
        Assert.Contains(keys[1], exception.Message, StringComparison.Ordinal);
        await AssertNothingIsLoadedAsync();

        await PutManifestAsync(bucket, keys, mandatory: false);
        await copy.RunAsync(Statement(bucket, "gzip", rootKey, 1));
        var lost = source.RowCount / ObjectCount;
        Assert.Equal(TableDifference.None(source.RowCount - lost) with { Missing = lost }, await postgres.CompareAsync(original, loaded));
    }

    [Fact]
    public async Task An_object_that_is_named_twice_shows()
    {
        var source = await LoadOriginalAsync();
        var bucket = await server.CreateBucketAsync();
        var keys = await SendAsync(bucket, "gzip", encrypted: false, header: false);
        await PutManifestAsync(bucket, [.. keys, keys[2]]);
        await new CopyCommand(server, postgres).RunAsync(Statement(bucket, "gzip", null, 0));
        var twice = source.RowCount / ObjectCount;
        Assert.Equal(
            new TableDifference(source.RowCount + twice, source.RowCount, Missing: 0, Extra: twice),
            await postgres.CompareAsync(original, loaded)
        );
    }

    [Fact]
    public async Task A_header_that_is_not_skipped_and_a_record_that_is_show()
    {
        var source = await LoadOriginalAsync();
        var bucket = await server.CreateBucketAsync();
        await PutManifestAsync(bucket, await SendAsync(bucket, "zstd", encrypted: false, header: true));
        await AssertFailsAsync("invalid input syntax for type integer: \"id\"", Statement(bucket, "zstd", null, 0));
        await AssertNothingIsLoadedAsync();

        await PutManifestAsync(bucket, await SendAsync(bucket, "zstd", encrypted: false, header: false));
        await new CopyCommand(server, postgres).RunAsync(Statement(bucket, "zstd", null, 1));
        Assert.Equal(
            TableDifference.None(source.RowCount - ObjectCount) with
            {
                Missing = ObjectCount,
            },
            await postgres.CompareAsync(original, loaded)
        );
    }

    [Fact]
    public async Task Encryption_other_than_the_statement_says_fails_the_load()
    {
        await LoadOriginalAsync();
        var bucket = await server.CreateBucketAsync();
        await PutManifestAsync(bucket, await SendAsync(bucket, "gzip", encrypted: true, header: true));
        await AssertFailsAsync("not in gzip format", Statement(bucket, "gzip", null, 1));
        // One wrong key in 256 passes the padding check, and then does not return a data key.
        await AssertFailsAsync("", Statement(bucket, "gzip", Convert.ToBase64String(new byte[32]), 1));

        await PutManifestAsync(bucket, await SendAsync(bucket, "gzip", encrypted: false, header: true));
        await AssertFailsAsync("unable to locate encryption envelope", Statement(bucket, "gzip", rootKey, 1));
        await AssertNothingIsLoadedAsync();
    }

    [Theory]
    [InlineData("gzip", "unexpected end of file")]
    [InlineData("zstd", "premature end")]
    public async Task A_damaged_object_fails_the_load_with_all_that_came_before(string packer, string message)
    {
        await LoadOriginalAsync();
        var bucket = await server.CreateBucketAsync();
        var keys = await SendAsync(bucket, packer, encrypted: false, header: false);
        await PutManifestAsync(bucket, keys);
        using (var truncated = new MemoryStream(await ReadAsync(bucket, keys[^1])))
        {
            truncated.SetLength(truncated.Length - 5);
            await server.Client.PutObjectAsync(
                new()
                {
                    BucketName = bucket,
                    Key = keys[^1],
                    InputStream = truncated,
                },
                Token
            );
        }
        await AssertFailsAsync(message, Statement(bucket, packer, null, 0));
        await AssertNothingIsLoadedAsync();
    }

    [Fact]
    public async Task A_manifest_that_is_none_fails_the_load()
    {
        var bucket = await server.CreateBucketAsync();
        var copy = new CopyCommand(server, postgres);
        foreach (var manifest in new[] { "", "{}", "{\"entries\":[]}", "{\"entries\":[{\"url\":\"https://b/k\"}]}", "\u001f\u008b" })
        {
            await server.Client.PutObjectAsync(
                new()
                {
                    BucketName = bucket,
                    Key = "load.manifest",
                    ContentBody = manifest,
                },
                Token
            );
            await Assert.ThrowsAsync<LoadException>(() => copy.RunAsync(Statement(bucket, null, null, 0)));
        }
    }

    [Theory]
    [InlineData("ENCRYPTED", "")]
    [InlineData("MASTER_SYMMETRIC_KEY 'abc'", "")]
    [InlineData("", "MANIFEST")]
    [InlineData("PARQUET", "")]
    public async Task A_statement_that_redshift_would_refuse_fails_the_load(string added, string removed)
    {
        var statement = Statement("bucket", null, null, 0).TrimEnd(';') + " " + added;
        if (removed.Length > 0)
            statement = statement.Replace(removed + "\n", "", StringComparison.Ordinal);
        await Assert.ThrowsAsync<LoadException>(() => new CopyCommand(server, postgres).RunAsync(statement));
    }

    static string NewTable() => $"public.t{Guid.NewGuid():n}";

    string Statement(string bucket, string? packer, string? key, int ignoreHeader) =>
        string.Join(
            '\n',
            new[]
            {
                $"COPY {loaded}",
                $"FROM 's3://{bucket}/load.manifest'",
                "IAM_ROLE default",
                key is null ? "" : $"MASTER_SYMMETRIC_KEY '{key}'",
                "MANIFEST",
                key is null ? "" : "ENCRYPTED",
                "FORMAT AS CSV",
                packer?.ToUpperInvariant() ?? "",
                ignoreHeader == 0 ? "" : $"IGNOREHEADER AS {ignoreHeader}",
            }.Where(static clause => clause.Length > 0)
        ) + ";";

    async Task<CsvSource> LoadOriginalAsync()
    {
        var source = CsvSource.Write(Path.Combine(files.Root, "source.csv"), Length);
        await postgres.RunAsync(
            $"""
            CREATE TABLE {original} ({CsvSource.Columns});
            CREATE TABLE {loaded} ({CsvSource.Columns});
            \copy {original} FROM '{source.Path}' WITH (FORMAT csv, HEADER true)
            """
        );
        return source;
    }

    /// <summary>PostgreSQL cuts the original into objects of as many rows, a program packs them, the Ruby client puts them.</summary>
    async Task<List<string>> SendAsync(string bucket, string? packer, bool encrypted, bool header)
    {
        var folder = Directory.CreateDirectory(Path.Combine(files.Root, Path.GetRandomFileName())).FullName;
        var objects = Enumerable
            .Range(0, ObjectCount)
            .Select(part => (Key: $"load/{part}.csv", Path: Path.Combine(folder, $"{part}.csv")))
            .ToList();
        await postgres.RunAsync(
            string.Join(
                '\n',
                objects.Select(
                    (item, part) =>
                        $"\\copy (SELECT * FROM {original} WHERE id % {ObjectCount} = {part}) TO '{item.Path}' WITH (FORMAT csv, HEADER {header})"
                )
            )
        );
        if (packer is not null)
        {
            Command.Require(packer);
            var (exitCode, _, error) = await Command.RunAsync(packer, ["-q", .. objects.Select(static item => item.Path)], "");
            Assert.True(exitCode == 0, error);
            objects = objects.ConvertAll(item => item with { Path = item.Path + (packer is "gzip" ? ".gz" : ".zst") });
        }
        await new RubyClient(server.Connection, bucket, encrypted ? rootKey : null).PutAsync(objects);
        return objects.ConvertAll(static item => item.Key);
    }

    async Task PutManifestAsync(string bucket, IEnumerable<string> keys, bool mandatory = true)
    {
        var entries = keys.Select(key => $$"""{"url":"s3://{{bucket}}/{{key}}","mandatory":{{(mandatory ? "true" : "false")}}}""");
        await server.Client.PutObjectAsync(
            new()
            {
                BucketName = bucket,
                Key = "load.manifest",
                ContentBody = $$"""{"entries":[{{string.Join(',', entries)}}]}""",
            },
            Token
        );
    }

    async Task<byte[]> ReadAsync(string bucket, string key)
    {
        using var response = await server.Client.GetObjectAsync(bucket, key, Token);
        using var content = new MemoryStream();
        await response.ResponseStream.CopyToAsync(content, Token);
        return content.ToArray();
    }

    async Task AssertFailsAsync(string message, string statement)
    {
        var exception = await Assert.ThrowsAsync<CommandFailedException>(() => new CopyCommand(server, postgres).RunAsync(statement));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    async Task AssertNothingIsLoadedAsync() => Assert.Equal("0\n", await postgres.RunAsync($"SELECT count(*) FROM {loaded};"));
}
