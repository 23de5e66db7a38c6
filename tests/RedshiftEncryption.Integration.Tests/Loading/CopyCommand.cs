using RedshiftEncryption.Integration.Servers;
using RedshiftStandIn;

namespace RedshiftEncryption.Integration.Loading;

/// <summary>
/// Does what Redshift's COPY does with a statement, by other people's tools: AWS's SDK reads the manifest, its Ruby client
/// the objects, gzip or zstd decompresses them, PostgreSQL's COPY loads them. It uses only the statement.
/// </summary>
internal sealed class CopyCommand(Radosgw server, PostgresServer postgres)
{
    const string Cat = "cat";

    /// <exception cref="LoadException">The statement, the manifest or one of its entries is wrong. Nothing is loaded.</exception>
    /// <exception cref="CommandFailedException">An object cannot be decrypted, decompressed or loaded. Nothing is loaded.</exception>
    public async Task RunAsync(string statement)
    {
        var clauses = Parse(statement);
        Command.Require(clauses.Unpacker ?? Cat);
        var entries = await ReadManifestAsync(clauses.From);
        var folder = Directory.CreateTempSubdirectory("copy");
        try
        {
            var files = await FetchAsync(entries, clauses.RootKey, folder.FullName);
            await LoadAsync(clauses, folder.FullName, files);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static CopyClauses Parse(string statement)
    {
        try
        {
            var clauses = CopyClauses.Parse(statement);
            return clauses is { IsManifest: true, IsCsv: true } ? clauses : throw new LoadException("These tests load CSV by manifest.");
        }
        catch (StatementException exception)
        {
            throw new LoadException(exception.Message);
        }
    }

    /// <exception cref="LoadException">The object is not a manifest.</exception>
    public async Task<List<ManifestEntry>> ReadManifestAsync(string uri)
    {
        var (bucketName, key) = ManifestEntry.Address(uri);
        using var response = await server.Client.GetObjectAsync(bucketName, key, TestContext.Current.CancellationToken);
        using var content = new MemoryStream();
        await response.ResponseStream.CopyToAsync(content, TestContext.Current.CancellationToken);
        return ManifestEntry.ReadAll(content.ToArray());
    }

    /// <summary>The names of files in the folder with the decrypted content of the entries that exist: one an entry.</summary>
    async Task<List<string>> FetchAsync(List<ManifestEntry> entries, string? rootKey, string folder)
    {
        var files = new List<string>();
        foreach (var bucket in entries.GroupBy(static entry => entry.BucketName, StringComparer.Ordinal))
        {
            var named = bucket.Select((entry, index) => (Entry: entry, File: $"{bucket.Key}.{index}")).ToList();
            var missing = await new RubyClient(server.Connection, bucket.Key, rootKey).SaveAsync(
                named.Select(item => (item.Entry.Key, Path.Combine(folder, item.File)))
            );
            if (named.Find(item => item.Entry.IsMandatory && missing.Contains(item.Entry.Key)).Entry is { } lost)
                throw new LoadException($"The mandatory object {lost.Key} does not exist.");
            files.AddRange(named.Where(item => !missing.Contains(item.Entry.Key)).Select(static item => item.File));
        }
        return files.Count > 0 ? files : throw new LoadException("There is nothing to load.");
    }

    async Task LoadAsync(CopyClauses clauses, string folder, List<string> files)
    {
        // PostgreSQL skips a line or none.
        var header = clauses.IgnoreHeader switch
        {
            0 => "false",
            1 => "true",
            _ => throw new LoadException("More than one line to skip."),
        };
        var unpack = clauses.Unpacker is null ? Cat : $"{clauses.Unpacker} -dc";
        var copies = files.Select(file => $"\\copy {clauses.Table} FROM PROGRAM '{unpack} <{file}' WITH (FORMAT csv, HEADER {header})");
        await postgres.RunAsync(string.Join('\n', [$"\\cd '{folder}'", .. copies]));
    }
}
