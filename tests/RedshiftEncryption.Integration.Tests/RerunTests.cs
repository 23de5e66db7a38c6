using RedshiftEncryption.Integration.Servers;

namespace RedshiftEncryption.Integration;

/// <summary>A directory sent, received and compared again, on a real server with its own order of keys and its own clock.</summary>
public sealed class RerunTests(HostRadosgw server)
{
    const string Script = """
        $key = New-RootKey -AsSecureString
        $sent = @{ BucketName = $env:TEST_BUCKET; KeyPrefix = 'in'; RootKey = $key; Recurse = $true }
        $first = Send-EncryptedS3Object $env:TEST_FOLDER @sent -Checksum
        $again = Send-EncryptedS3Object $env:TEST_FOLDER @sent -SkipUnchanged
        Set-Content -LiteralPath "$env:TEST_FOLDER/b 2.csv" 'other content'
        Remove-Item -LiteralPath "$env:TEST_FOLDER/a/1.csv"
        $changed = Send-EncryptedS3Object $env:TEST_FOLDER @sent -SkipUnchanged
        $compared = Send-EncryptedS3Object $env:TEST_FOLDER @sent -SkipUnchanged -Checksum
        $received = Receive-EncryptedS3Object $env:TEST_BUCKET in/ "$env:TEST_FOLDER.out" -RootKey $key
        $kept = Receive-EncryptedS3Object $env:TEST_BUCKET in/ "$env:TEST_FOLDER.out" -RootKey $key -SkipExisting
        $tested = Test-EncryptedRoundTrip $env:TEST_FOLDER $env:TEST_BUCKET -Recurse -KeyPrefix in -RootKey $key -ErrorVariable missing -ErrorAction SilentlyContinue
        @{
            First    = @($first).Count
            Again    = @($again | Where-Object WasSkipped).Count
            Changed  = "$(@($changed | Where-Object { -not $_.WasSkipped }).Key)"
            Compared = "$(@($compared | Where-Object { -not $_.WasSkipped }).Key)"
            Times    = "$(@($received | Where-Object { $_.LastWriteTimeUtc -ne (Get-Item -LiteralPath "$env:TEST_FOLDER/$($_.Key.Substring(3))" -ErrorAction Ignore).LastWriteTimeUtc }).Key)"
            Kept     = @($kept | Where-Object WasSkipped).Count
            Verified = @($tested | Where-Object Verified).Count
            Missing  = "$($missing[0].TargetObject)"
        } | ConvertTo-Json
        """;

    [Fact]
    public async Task A_second_run_takes_what_has_changed()
    {
        var bucket = await server.CreateBucketAsync();
        using var files = new SampleFiles();
        string[] names = ["a.csv", "a/1.csv", "a/2.csv", "a-b.csv", "b 2.csv", "ä/ü+%.csv", "z/\ud83d\ude00.csv", "z/\ufb01.csv"];
        foreach (var name in names)
            files.Write("in/" + name, 1000 + name.Length);
        var folder = Path.GetDirectoryName(files.Write("in/last.csv", 0))!;

        var answer = await PowerShell.RunAsync(
            server.Connection,
            Script,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["TEST_BUCKET"] = bucket, ["TEST_FOLDER"] = folder }
        );
        Assert.Equal(names.Length + 1, answer.GetProperty("First").GetInt32());
        Assert.Equal(names.Length + 1, answer.GetProperty("Again").GetInt32());
        Assert.Equal("in/b 2.csv", answer.GetProperty("Changed").GetString());
        // It was sent without a stamp.
        Assert.Equal("in/b 2.csv", answer.GetProperty("Compared").GetString());
        // The file itself is gone.
        Assert.Equal("in/a/1.csv", answer.GetProperty("Times").GetString());
        Assert.Equal(names.Length + 1, answer.GetProperty("Kept").GetInt32());
        Assert.Equal(names.Length, answer.GetProperty("Verified").GetInt32());
        Assert.Equal($"s3://{bucket}/in/a/1.csv", answer.GetProperty("Missing").GetString());
    }
}
