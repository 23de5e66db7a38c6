using System.Text.Json;
using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Integration;

/// <summary>The main job, as a user runs it: one pipeline in a real PowerShell, its objects read by another vendor's client.</summary>
public sealed class PipelineTests(HostRadosgw server)
{
    const int MiB = 1024 * 1024;
    const int FileCount = 200;

    static readonly string[] AwkwardNames =
    [
        "a b.csv",
        "a+b.csv",
        "100%.csv",
        "#1.csv",
        "it's.csv",
        "\"quoted\".csv",
        "[x].csv",
        "*star?.csv",
        "emoji 😀.csv",
        "composed \u00e9.csv",
        "decomposed e\u0301.csv",
        "semi;colon&amp=.csv",
        "back\\slash.csv",
        "co:lon.csv",
        "~tilde.csv",
        ".hidden",
        "日本語/深い/ファイル.csv",
        "new\nline.csv",
        "a%2Fb.csv",
        "trailing space ",
    ];

    static readonly int[] Lengths = [0, 1, 15, 16, 17, 100, 4096, 100_000, MiB, 3 * MiB];

    [Fact]
    public async Task Two_hundred_mixed_files_go_through_one_pipeline()
    {
        var bucket = await server.CreateBucketAsync();
        using var files = new SampleFiles();
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < FileCount; i++)
        {
            var name = i < AwkwardNames.Length ? AwkwardNames[i] : $"folder {i % 7}/sub/{i:000}.csv";
            var length = i switch
            {
                100 => 8 * MiB,
                101 => 8 * MiB + 1,
                102 => 20 * MiB,
                _ => Lengths[i % Lengths.Length],
            };
            paths[$"sales/{name}"] = files.Write(name, length);
        }
        // A key of 1,000 bytes: five folders and a name.
        var deep = string.Join('/', Enumerable.Repeat(new string('d', 165), 5)) + "/" + new string('x', 1000 - "sales/".Length - 5 * 166);
        paths[$"sales/{deep}"] = files.Write(deep, 33);
        Assert.Equal(1000, $"sales/{deep}".Length);

        using var rootKey = RootKey.Create();
        var keyPath = files.Write("../" + Path.GetRandomFileName(), 0);
        File.Delete(keyPath);
        using var written = RootKeyFile.WriteNew(keyPath, rootKey, RootKeyFormat.Base64);
        try
        {
            var answer = await RunAsync(bucket, files.Root, keyPath);
            Assert.Equal(paths.Count, answer.GetProperty("Sent").GetInt32());
            Assert.Equal(paths.Count, answer.GetProperty("Verified").GetInt32());
            Assert.Contains("FROM 's3://" + bucket + "/sales/'", answer.GetProperty("Statement").GetString(), StringComparison.Ordinal);

            var read = await new RubyClient(server.Connection, bucket, rootKey).GetAsync(paths.Keys);
            Assert.All(paths, file => Assert.Equal((new FileInfo(file.Value).Length, SampleFiles.Sha256(file.Value)), read[file.Key]));
        }
        finally
        {
            File.Delete(keyPath);
        }
    }

    Task<JsonElement> RunAsync(string bucket, string folder, string keyPath)
    {
        const string Script = """
            $statement = Get-ChildItem -LiteralPath $env:TEST_FOLDER -Recurse -File -Force |
                Send-EncryptedS3Object -BucketName $env:TEST_BUCKET -KeyPrefix sales -BasePath $env:TEST_FOLDER -RootKey $env:TEST_KEY -OutVariable sent |
                Test-EncryptedRoundTrip -RootKey $env:TEST_KEY -OutVariable tested |
                Get-CopyStatement -Table public.sales -IamRole default -Format Csv -RootKey $env:TEST_KEY -Compression None -WarningAction SilentlyContinue
            @{ Sent = $sent.Count; Verified = @($tested | Where-Object Verified).Count; Statement = "$statement" } | ConvertTo-Json -Compress
            """;
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["TEST_FOLDER"] = folder,
            ["TEST_BUCKET"] = bucket,
            ["TEST_KEY"] = keyPath,
        };
        return PowerShell.RunAsync(server.Connection, Script, environment);
    }
}
