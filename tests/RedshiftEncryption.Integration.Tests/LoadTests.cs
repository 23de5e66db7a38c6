using System.Text.Json;
using RedshiftEncryption.Integration.Loading;
using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Keys;
using RedshiftStandIn;

namespace RedshiftEncryption.Integration;

/// <summary>
/// The whole way of one big file: a pipeline in a real PowerShell splits, compresses, encrypts, uploads and verifies it and
/// writes the manifest and the statement; then the statement is done by other people's tools, and every row is there once.
/// </summary>
public sealed class LoadTests(HostRadosgw server, PostgresServer postgres) : IDisposable
{
    const int Length = 50 * 1024 * 1024;

    /// <summary>Seven of 8 MB, rounded up to a multiple of four slices.</summary>
    const int ObjectCount = 8;

    readonly SampleFiles files = new();
    readonly string original = NewTable();
    readonly string loaded = NewTable();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => files.Dispose();

    [Fact]
    public async Task A_big_file_is_loaded_through_client_side_encryption()
    {
        const string Script = """
            $statement = Get-Item -LiteralPath $env:TEST_FILE |
                Send-EncryptedS3Object -BucketName $env:TEST_BUCKET -KeyPrefix load/ -RootKey $env:TEST_KEY -Compression Gzip -SplitSize 8MB -RecordFormat Csv -HeaderRow Repeat -SliceCount 4 |
                Test-EncryptedRoundTrip -RootKey $env:TEST_KEY -OutVariable tested |
                New-CopyManifest -Uri "s3://$env:TEST_BUCKET/load.manifest" |
                Get-CopyStatement -Table $env:TEST_TABLE -IamRole default -Format Csv -IgnoreHeader 1 -RootKey $env:TEST_KEY -WarningAction SilentlyContinue
            @{ Verified = @($tested | Where-Object Verified).Count; Shown = "$statement"; Statement = $statement.GetCommandText() } | ConvertTo-Json -Compress
            """;
        var source = await LoadOriginalAsync();
        var bucket = await server.CreateBucketAsync();
        using var rootKey = RootKey.Create();
        var keyPath = Path.Combine(files.Root, "root.key");
        using var written = RootKeyFile.WriteNew(keyPath, rootKey, RootKeyFormat.Base64);
        var key = Convert.ToBase64String(rootKey.Secret.Array);

        var answer = await RunAsync(Script, bucket, source.Path, new() { ["TEST_KEY"] = keyPath });
        var statement = answer.GetProperty("Statement").GetString()!;
        var clauses = CopyClauses.Parse(statement);
        Assert.Equal(("gzip", 1, key), (clauses.Unpacker, clauses.IgnoreHeader, clauses.RootKey));
        Assert.True(clauses.IsEncrypted);
        Assert.DoesNotContain(key, answer.GetProperty("Shown").GetString(), StringComparison.Ordinal);

        await AssertLoadsAsync(statement, answer, bucket, ".csv.gz", source);
    }

    [Fact]
    public async Task A_big_file_is_loaded_through_server_side_encryption_alone()
    {
        const string Script = """
            $statement = Get-Item -LiteralPath $env:TEST_FILE |
                Send-EncryptedS3Object -BucketName $env:TEST_BUCKET -KeyPrefix load/ -ServerSideEncryption aws:kms -KmsKeyId $env:TEST_KMS_KEY -Compression Zstd -SplitSize 8MB -RecordFormat Csv -HeaderRow Drop -SliceCount 4 |
                Test-EncryptedRoundTrip -OutVariable tested |
                New-CopyManifest -Uri "s3://$env:TEST_BUCKET/load.manifest" -ServerSideEncryption aws:kms -KmsKeyId $env:TEST_KMS_KEY |
                Get-CopyStatement -Table $env:TEST_TABLE -IamRole default -Format Csv
            @{ Verified = @($tested | Where-Object Verified).Count; Statement = $statement.GetCommandText() } | ConvertTo-Json -Compress
            """;
        var source = await LoadOriginalAsync();
        var bucket = await server.CreateBucketAsync();

        var answer = await RunAsync(Script, bucket, source.Path, new() { ["TEST_KMS_KEY"] = server.Connection.KmsKeyId });
        var statement = answer.GetProperty("Statement").GetString()!;
        Assert.DoesNotContain("ENCRYPTED", statement, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("MASTER_SYMMETRIC_KEY", statement, StringComparison.OrdinalIgnoreCase);
        var clauses = CopyClauses.Parse(statement);
        Assert.Equal(("zstd", 0), (clauses.Unpacker, clauses.IgnoreHeader));

        await AssertLoadsAsync(statement, answer, bucket, ".csv.zst", source);
        var found = (await server.Client.ListObjectsV2Async(new() { BucketName = bucket }, Token)).S3Objects;
        Assert.Equal(ObjectCount + 1, found.Count);
        foreach (var item in found)
            Assert.Equal("aws:kms", (await server.Client.GetObjectMetadataAsync(bucket, item.Key, Token)).ServerSideEncryptionMethod.Value);
    }

    /// <summary>The stand-in does the statement, and everything else is the module's, up to the number of rows.</summary>
    [Fact]
    public async Task A_big_file_is_loaded_by_one_pipeline_to_the_rows()
    {
        const string Script = """
            $place = @{ WorkgroupName = 'load'; Database = 'dev'; Region = 'us-east-1' }
            $result = Get-Item -LiteralPath $env:TEST_FILE |
                Send-EncryptedS3Object -BucketName $env:TEST_BUCKET -KeyPrefix load/ -ServerSideEncryption aws:kms -KmsKeyId $env:TEST_KMS_KEY -Compression Gzip -SplitSize 8MB -RecordFormat Csv -HeaderRow Repeat -SliceCount 4 |
                Test-EncryptedRoundTrip |
                New-CopyManifest -Uri "s3://$env:TEST_BUCKET/load.manifest" -ServerSideEncryption aws:kms -KmsKeyId $env:TEST_KMS_KEY |
                Get-CopyStatement -Table $env:TEST_TABLE -IamRole default -Format Csv -OutVariable statement |
                Invoke-CopyStatement @place
            @{ Status = $result.Status; LoadedRows = $result.LoadedRows; FileCount = $result.FileCount; RowCount = $statement[0].RowCount } | ConvertTo-Json -Compress
            """;
        var source = await LoadOriginalAsync();
        var bucket = await server.CreateBucketAsync();
        await using var redshift = await RedshiftServer.StartAsync(server.Connection, postgres);

        var answer = await RunAsync(
            Script,
            bucket,
            source.Path,
            new() { ["TEST_KMS_KEY"] = server.Connection.KmsKeyId, ["AWS_ENDPOINT_URL_REDSHIFT_DATA"] = redshift.Endpoint }
        );
        Assert.Equal("Finished", answer.GetProperty("Status").GetString());
        Assert.Equal(ObjectCount, answer.GetProperty("FileCount").GetInt32());
        Assert.Equal(source.RowCount, answer.GetProperty("LoadedRows").GetInt32());
        Assert.Equal(source.RowCount, answer.GetProperty("RowCount").GetInt32());
        Assert.Equal(TableDifference.None(source.RowCount), await postgres.CompareAsync(original, loaded));
    }

    static string NewTable() => $"public.t{Guid.NewGuid():n}";

    async Task<CsvSource> LoadOriginalAsync()
    {
        var source = CsvSource.Write(Path.Combine(files.Root, "big.csv"), Length);
        // Wherever it is cut, the next line break is mostly none between records.
        Assert.InRange(CsvSource.CountTraps(await File.ReadAllBytesAsync(source.Path, Token), ObjectCount), 4, ObjectCount - 1);
        await postgres.RunAsync(
            $"""
            CREATE TABLE {original} ({CsvSource.Columns});
            CREATE TABLE {loaded} ({CsvSource.Columns});
            \copy {original} FROM '{source.Path}' WITH (FORMAT csv, HEADER true)
            """
        );
        return source;
    }

    Task<JsonElement> RunAsync(string script, string bucket, string path, Dictionary<string, string> environment)
    {
        environment["TEST_BUCKET"] = bucket;
        environment["TEST_FILE"] = path;
        environment["TEST_TABLE"] = loaded;
        return PowerShell.RunAsync(server.Connection, script, environment);
    }

    async Task AssertLoadsAsync(string statement, JsonElement answer, string bucket, string suffix, CsvSource source)
    {
        Assert.Equal(ObjectCount, answer.GetProperty("Verified").GetInt32());
        var copy = new CopyCommand(server, postgres);
        var expected = Enumerable
            .Range(1, ObjectCount)
            .Select(number => new ManifestEntry(bucket, $"load/big.{number:0000}{suffix}", IsMandatory: true));
        Assert.Equal(expected, await copy.ReadManifestAsync($"s3://{bucket}/load.manifest"));

        await copy.RunAsync(statement);
        Assert.Equal(TableDifference.None(source.RowCount), await postgres.CompareAsync(original, loaded));
    }
}
