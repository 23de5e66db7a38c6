using System.Globalization;
using System.Text;
using Amazon.S3.Model;
using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Integration;

/// <summary>
/// COPY over SSH: a client-side encrypted directory is loaded by a real PostgreSQL through a real sshd, whose forced command is
/// the sample. The reader of the SSH manifest is Ruby/ssh_copy.rb, without this project's code. Nothing is loaded if a share is
/// not whole.
/// </summary>
public sealed class SshLoadTests(HostRadosgw server, PostgresServer postgres) : IAsyncLifetime
{
    const int FileCount = 12;
    const int ConnectionCount = 4;

    /// <summary>200 MB by the environment variable, which takes some minutes.</summary>
    static readonly int MegabytesPerFile = string.Equals(
        Environment.GetEnvironmentVariable("REDSHIFT_ENCRYPTION_TEST_SSH"),
        "full",
        StringComparison.Ordinal
    )
        ? 17
        : 2;

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ssh");
    readonly SampleFiles files = new();
    readonly DateTime started = DateTime.UtcNow;
    readonly string marker = $"marker-{Guid.NewGuid():n}";
    readonly string loaded = $"loaded_{Guid.NewGuid():n}";
    readonly RootKey rootKey = RootKey.Create();
    SshServer? ssh;
    string bucket = "";
    int rowCount;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    string KeyPath => Path.Combine(folder.FullName, "root.key");

    string SharePath => Path.Combine(folder.FullName, "shares.json");

    string ManifestPath => Path.Combine(folder.FullName, "manifest");

    public async ValueTask InitializeAsync()
    {
        // PostgreSQL runs the reader as its own user.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.FullName, (UnixFileMode)0b111_111_111);
        WriteSource();
        using var written = RootKeyFile.WriteNew(KeyPath, rootKey, RootKeyFormat.Base64);
        bucket = await server.CreateBucketAsync();
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "credentials"), Credentials(), Token);
        await File.WriteAllTextAsync(
            Path.Combine(folder.FullName, "config"),
            $"[default]\nregion = us-east-1\nendpoint_url = {server.Connection.Endpoint}\n",
            Token
        );
        var modules = Directory.CreateDirectory(Path.Combine(folder.FullName, "modules"));
        Directory.CreateSymbolicLink(Path.Combine(modules.FullName, "RedshiftEncryption"), Repository.Root);
        Directory.CreateDirectory(Path.Combine(folder.FullName, "tmp"));
        File.Copy(
            Path.Combine(Repository.Root, "tests", "RedshiftEncryption.Integration.Tests", "Ruby", "ssh_copy.rb"),
            Path.Combine(folder.FullName, "ssh_copy.rb")
        );
        ssh = await SshServer.StartAsync(folder.FullName, ForcedCommand(), Variables(modules.FullName));
        await postgres.RunAsync($"CREATE TABLE {loaded} (id bigint, mark text, note text);");
    }

    public async ValueTask DisposeAsync()
    {
        if (ssh is not null)
            await ssh.DisposeAsync();
        rootKey.Dispose();
        files.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_client_side_encrypted_directory_is_loaded_over_four_connections()
    {
        var copy = await PrepareAsync();
        Assert.Equal(
            $"COPY {loaded}\nFROM 's3://{bucket}/archive.ssh'\nIAM_ROLE default\nREGION AS 'us-east-1'\nSSH\nFORMAT AS CSV\nCOMPUPDATE OFF;",
            copy.GetProperty("Statement").GetString()
        );
        Assert.Equal(ConnectionCount, copy.GetProperty("Connections").GetInt32());

        var loading = CopyAsync();
        var seen = await WatchAsync(loading);
        await loading;

        var answer = await postgres.RunAsync(
            $"""
            SELECT count(*), count(DISTINCT id), min(id), max(id), sum(id) FROM {loaded};
            SELECT count(*) FROM {loaded} WHERE mark <> '{marker}' OR note <> E'row ' || id || E', "quoted"\nsecond line of ' || id;
            """
        );
        var sum = (long)rowCount * (rowCount + 1) / 2;
        Assert.Equal($"{rowCount}|{rowCount}|1|{rowCount}|{sum}\n0\n", answer);
        Assert.True(seen > 0, "The forced command was never seen in the list of processes, so it proves nothing.");
        await AssertNoTraceAsync();
    }

    [Fact]
    public async Task Nothing_is_loaded_if_an_object_is_damaged()
    {
        await PrepareAsync();
        var damaged = await ReadAsync("archive/3.csv");
        damaged.Content[^1] ^= 1;
        // The list must name the object as it is now: an attacker of the bucket could not change it, but a disk could.
        var eTag = await WriteAsync("archive/3.csv", damaged.Content, damaged.Metadata);
        await File.WriteAllTextAsync(
            SharePath,
            (await File.ReadAllTextAsync(SharePath, Token)).Replace(damaged.ETag, eTag, StringComparison.Ordinal),
            Token
        );
        await AssertNothingLoadedAsync("archive/3.csv is damaged");
    }

    [Fact]
    public async Task Nothing_is_loaded_if_an_object_was_replaced()
    {
        await PrepareAsync();
        var other = await ReadAsync("archive/4.csv");
        await WriteAsync("archive/5.csv", other.Content, other.Metadata);
        await AssertNothingLoadedAsync("archive/5.csv was overwritten");
    }

    [Fact]
    public async Task Nothing_is_loaded_if_the_processes_of_the_host_are_killed_in_the_middle()
    {
        await PrepareAsync();
        var loading = CopyAsync(pauseAfter: 1024 * 1024);
        await WaitForAsync(Path.Combine(folder.FullName, "paused"), loading);
        Assert.InRange(SshServer.KillCommands(SharePath), 1, ConnectionCount);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "go"), "", Token);
        await Assert.ThrowsAsync<CommandFailedException>(() => loading);
        Assert.Equal("0\n", await postgres.RunAsync($"SELECT count(*) FROM {loaded};"));
        await AssertNoTraceAsync();
    }

    [Fact]
    public async Task The_key_of_the_cluster_runs_nothing_but_shares_of_the_list()
    {
        await PrepareAsync();
        foreach (var command in new[] { "cat /etc/passwd", "share-00000000-000", "share-00000000-000; id", "" })
        {
            var (exitCode, output, error) = await SignInAsync(command);
            Assert.NotEqual(0, exitCode);
            Assert.Equal("", output);
            Assert.Contains("Send-Share: ", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_check_shows_what_a_host_lacks()
    {
        await PrepareAsync();
        // The server runs on a port of its own.
        var here = await FailedChecksAsync(
            "-AuthorizedKeysPath",
            Path.Combine(folder.FullName, "authorized_keys"),
            "-ShareListPath",
            SharePath,
            "-RootKeyPath",
            KeyPath,
            "-SshdConfigPath",
            Path.Combine(folder.FullName, "sshd_config")
        );
        Assert.Equal("Port 22", Assert.Single(here));
        var port = ssh!.Port.ToString(CultureInfo.InvariantCulture);
        var elsewhere = await FailedChecksAsync("-SshHost", "127.0.0.1", "-Port", port, "-SshHostKeyPath", ssh.HostKeyPath);
        Assert.Empty(elsewhere);
        var other = await FailedChecksAsync("-SshHost", "127.0.0.1", "-Port", port, "-SshHostKeyPath", $"{ssh.IdentityPath}.pub");
        Assert.Equal("Host key is that of the file", Assert.Single(other));
    }

    static async Task WaitForAsync(string path, Task running)
    {
        while (!File.Exists(path))
        {
            if (running.IsCompleted)
                await running;
            await Task.Delay(50, Token);
        }
    }

    /// <summary>Rows with quotes and line breaks and an id of their own. Every second file does not end with a line feed.</summary>
    void WriteSource()
    {
        for (var file = 0; file < FileCount; file++)
        {
            var text = new StringBuilder();
            while (text.Length < MegabytesPerFile * 1024 * 1024)
            {
                rowCount++;
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{rowCount},{marker},\"row {rowCount}, \"\"quoted\"\"\nsecond line of {rowCount}\"\n"
                );
            }
            if (file % 2 == 0)
                text.Length--;
            File.WriteAllText(Path.Combine(files.Root, $"{file}.csv"), text.ToString());
        }
    }

    /// <summary>Sends the directory, and writes the manifest and the share list, as a user does.</summary>
    async Task<System.Text.Json.JsonElement> PrepareAsync()
    {
        const string Script = """
            $statement = Get-ChildItem -LiteralPath $env:TEST_SOURCE -File |
                Send-EncryptedS3Object -BucketName $env:TEST_BUCKET -KeyPrefix archive/ -RootKey $env:TEST_KEY |
                Test-EncryptedRoundTrip -RootKey $env:TEST_KEY |
                New-CopyManifest -Uri "s3://$env:TEST_BUCKET/archive.ssh" -SshHost 127.0.0.1 -SshUser $env:TEST_USER -SshHostKeyPath $env:TEST_HOST_KEY -ConnectionsPerHost 4 -SharePath $env:TEST_SHARES -OutVariable manifest |
                Get-CopyStatement -Table $env:TEST_TABLE -IamRole default -Format Csv -Region us-east-1
            @{ Statement = $statement.GetCommandText(); Connections = $manifest[0].ConnectionCount } | ConvertTo-Json -Compress
            """;
        var answer = await PowerShell.RunAsync(
            server.Connection,
            Script,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["TEST_SOURCE"] = files.Root,
                ["TEST_BUCKET"] = bucket,
                ["TEST_KEY"] = KeyPath,
                ["TEST_USER"] = Environment.UserName,
                ["TEST_HOST_KEY"] = ssh!.HostKeyPath,
                ["TEST_SHARES"] = SharePath,
                ["TEST_TABLE"] = loaded,
            }
        );
        await File.WriteAllBytesAsync(ManifestPath, (await ReadAsync("archive.ssh")).Content, Token);
        return answer;
    }

    Task<string> CopyAsync(int? pauseAfter = null) =>
        postgres.RunAsync(
            $"COPY {loaded} FROM PROGRAM 'ruby {folder.FullName}/ssh_copy.rb {ManifestPath} {ssh!.IdentityPath} {ssh.Port} {folder.FullName} {pauseAfter}' (FORMAT csv);"
        );

    /// <summary>Looks for the key in the list of processes while the load runs.</summary>
    /// <returns>How often a forced command was seen.</returns>
    async Task<int> WatchAsync(Task loading)
    {
        var keys = KeyTexts();
        var seen = 0;
        while (!loading.IsCompleted)
        {
            foreach (var (_, text) in SshServer.CommandLines())
            {
                Assert.DoesNotContain(keys, key => text.Contains(key, StringComparison.OrdinalIgnoreCase));
                if (text.Contains(SharePath, StringComparison.Ordinal) && text.Contains("Send-Share.ps1", StringComparison.Ordinal))
                    seen++;
            }
            await Task.WhenAny(loading, Task.Delay(100, Token));
        }
        return seen;
    }

    async Task AssertNothingLoadedAsync(string reason)
    {
        await Assert.ThrowsAsync<CommandFailedException>(() => CopyAsync());
        Assert.Equal("0\n", await postgres.RunAsync($"SELECT count(*) FROM {loaded};"));
        var said = string.Concat(Directory.GetFiles(folder.FullName, "client-*.log").Select(File.ReadAllText));
        Assert.Contains(reason, said, StringComparison.Ordinal);
        await AssertNoTraceAsync();
    }

    /// <summary>No plaintext in S3 or in a file but the source and the database; no key in the manifest, the list or a log.</summary>
    async Task AssertNoTraceAsync()
    {
        var keys = KeyTexts();
        var plaintext = Encoding.UTF8.GetBytes(marker);
        var listed = await server.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket }, Token);
        Assert.Equal(FileCount + 1, listed.S3Objects.Count);
        foreach (var item in listed.S3Objects)
            Assert.True((await ReadAsync(item.Key)).Content.AsSpan().IndexOf(plaintext) < 0, $"{item.Key} contains plaintext.");

        Assert.True((await File.ReadAllBytesAsync(Path.Combine(files.Root, "0.csv"), Token)).AsSpan().IndexOf(plaintext) >= 0);
        string[] places = [folder.FullName, "/dev/shm", "/var/tmp"];
        foreach (var path in places.Where(Directory.Exists).SelectMany(NewFiles))
            Assert.True((await File.ReadAllBytesAsync(path, Token)).AsSpan().IndexOf(plaintext) < 0, $"{path} contains plaintext.");

        foreach (var path in Directory.GetFiles(folder.FullName).Where(path => !string.Equals(path, KeyPath, StringComparison.Ordinal)))
        {
            var text = await File.ReadAllTextAsync(path, Token);
            Assert.DoesNotContain(keys, key => text.Contains(key, StringComparison.OrdinalIgnoreCase));
        }
        Assert.Contains("Accepted publickey", await File.ReadAllTextAsync(ssh!.LogPath, Token), StringComparison.Ordinal);
    }

    IEnumerable<string> NewFiles(string place) =>
        Directory
            .EnumerateFiles(
                place,
                "*",
                new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }
            )
            // A killed .NET process leaves named pipes, which have no length and block a reader.
            .Where(path => new FileInfo(path) is { Length: > 0 } file && file.LastWriteTimeUtc >= started);

    string[] KeyTexts() => [Convert.ToBase64String(rootKey.Secret.Array), Convert.ToHexString(rootKey.Secret.Array)];

    async Task<(byte[] Content, Dictionary<string, string> Metadata, string ETag)> ReadAsync(string key)
    {
        using var response = await server.Client.GetObjectAsync(bucket, key, Token);
        using var content = new MemoryStream();
        await response.ResponseStream.CopyToAsync(content, Token);
        return (
            content.ToArray(),
            response.Metadata.Keys.ToDictionary(static name => name, name => response.Metadata[name], StringComparer.Ordinal),
            response.ETag.Trim('"')
        );
    }

    async Task<string> WriteAsync(string key, byte[] content, Dictionary<string, string> metadata)
    {
        var request = new PutObjectRequest
        {
            BucketName = bucket,
            Key = key,
            InputStream = new MemoryStream(content),
        };
        foreach (var (name, value) in metadata)
            request.Metadata[name] = value;
        return (await server.Client.PutObjectAsync(request, Token)).ETag.Trim('"');
    }

    Task<(int ExitCode, string Output, string Error)> SignInAsync(string command)
    {
        var known = Path.Combine(folder.FullName, "hosts");
        File.WriteAllText(known, $"[127.0.0.1]:{ssh!.Port} {File.ReadAllText(ssh.HostKeyPath)}");
        // ssh refuses a key that another user owns.
        var identity = Path.Combine(folder.FullName, "copy");
        File.WriteAllText(identity, File.ReadAllText(ssh.IdentityPath));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(identity, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string[] options =
        [
            "-F",
            "/dev/null",
            "-T",
            "-p",
            $"{ssh.Port}",
            "-i",
            identity,
            "-o",
            "BatchMode=yes",
            "-o",
            $"UserKnownHostsFile={known}",
        ];
        return Command.RunAsync("ssh", [.. options, "127.0.0.1", command], "");
    }

    /// <summary>Runs samples/ssh/Test-SshLoad.ps1, and returns the names of the checks that failed.</summary>
    async Task<string[]> FailedChecksAsync(params string[] arguments)
    {
        var script = Path.Combine(Repository.Root, "samples", "ssh", "Test-SshLoad.ps1");
        // As CSV, because a table cuts the remedies off.
        var command = $"& '{script}' {string.Join(' ', arguments)} | ConvertTo-Csv; exit $LASTEXITCODE";
        var (exitCode, output, error) = await Command.RunAsync(
            Dotnet(),
            [Environment.GetEnvironmentVariable("REDSHIFT_ENCRYPTION_PWSH")!, "-NoProfile", "-NonInteractive", "-Command", command],
            "",
            Variables(Path.Combine(folder.FullName, "modules"))
        );
        Assert.Equal("", error);
        var failed = output.Split('\n').Where(static line => line.Contains(",\"False\",", StringComparison.Ordinal)).ToList();
        Assert.Equal(failed.Count, exitCode);
        Assert.All(failed, static line => Assert.EndsWith(".\"", line.TrimEnd(), StringComparison.Ordinal));
        return [.. failed.Select(static line => line.Split('"')[1])];
    }

    string ForcedCommand() =>
        $"{Dotnet()} {Environment.GetEnvironmentVariable("REDSHIFT_ENCRYPTION_PWSH")} -NoProfile -NonInteractive -File "
        + $"{Path.Combine(Repository.Root, "samples", "ssh", "Send-Share.ps1")} -ShareListPath {SharePath} -RootKeyPath {KeyPath}";

    Dictionary<string, string> Variables(string modules) =>
        new(StringComparer.Ordinal)
        {
            ["AWS_CONFIG_FILE"] = Path.Combine(folder.FullName, "config"),
            ["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(folder.FullName, "credentials"),
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["PSModulePath"] = modules,
            ["TMPDIR"] = Path.Combine(folder.FullName, "tmp"),
            ["NO_COLOR"] = "1",
        };

    string Credentials() =>
        $"[default]\naws_access_key_id = {server.Connection.AccessKeyId}\naws_secret_access_key = {server.Connection.SecretAccessKey}\n";

    static string Dotnet() =>
        Environment
            .GetEnvironmentVariable("PATH")!
            .Split(Path.PathSeparator)
            .Select(static path => Path.Combine(path, "dotnet"))
            .First(File.Exists);
}
