using RedshiftEncryption.Operations;
using RedshiftEncryption.Redshift.Manifests;
using RedshiftEncryption.Redshift.Ssh;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Redshift.Ssh;

public sealed class SshLoadTests
{
    static readonly SshHost[] Hosts = [new("a", "KA", "u"), new("b", "KB", "u")];

    static CopyManifestEntry Entry(string key, long length = 32) =>
        new CopyManifestEntry("b", key) with
        {
            Length = length,
            ETag = "e" + key,
            Envelope = "V1",
        };

    static SshLoad Of(int connections, params CopyManifestEntry[] entries) =>
        SshLoad.Of(CopyManifestContents.Of(entries, format: null, isDecryptedByHosts: true), Hosts, connections, "load {0}");

    [Fact]
    public void Each_connection_has_a_share_and_the_hosts_take_turns()
    {
        var load = Of(2, Entry("1"), Entry("2"), Entry("3"));
        Assert.Equal(["a", "b", "a"], load.Entries.Select(static entry => entry.Endpoint));
        Assert.Equal(["KA", "KB", "KA"], load.Entries.Select(static entry => entry.PublicKey));
        Assert.Equal(load.Shares.Select(static share => $"load {share.Name}"), load.Entries.Select(static entry => entry.Command));
        Assert.Equal(["e1", "e2", "e3"], load.Shares.SelectMany(static share => share.Objects).Select(static item => item.ETag));
    }

    [Fact]
    public void The_names_of_shares_differ_for_other_objects_and_other_counts()
    {
        var first = Of(1, Entry("1"), Entry("2")).Shares[0].Name;
        Assert.Equal(first, Of(1, Entry("2"), Entry("1")).Shares[0].Name);
        Assert.NotEqual(first, Of(1, Entry("1"), Entry("2") with { ETag = "other" }).Shares[0].Name);
        Assert.NotEqual(first, Of(1, Entry("1")).Shares[0].Name);
    }

    [Fact]
    public void Envelopes_may_differ_and_what_the_host_needs_may_not_be_missing()
    {
        Assert.Single(Of(1, Entry("1") with { Envelope = "V3" }).Shares);
        foreach (
            var entry in new[] { Entry("1") with { ETag = null }, Entry("1") with { ETag = "W/\"x\"" }, Entry("1") with { Length = null } }
        )
        {
            var exception = Assert.Throws<InvalidCopyOptionException>(() => Of(1, entry));
            Assert.Contains("s3://b/1", exception.Message, StringComparison.Ordinal);
        }
        Assert.Throws<InvalidCopyOptionException>(() => Of(1, Entry("1.parquet")));
    }

    [Theory]
    [InlineData("host", "redshift", true)]
    [InlineData("host.example.com", "load.user-1", true)]
    [InlineData("10.0.0.7", "u", true)]
    [InlineData("user@host", "u", false)]
    [InlineData("host:22", "u", false)]
    [InlineData("", "u", false)]
    [InlineData("a b", "u", false)]
    [InlineData("h\u00f6st", "u", false)]
    [InlineData("host", "-oProxyCommand", false)]
    [InlineData("host", "a b", false)]
    [InlineData("host", "", false)]
    public void Hosts_and_users_have_plain_names(string host, string user, bool isValid)
    {
        var exception = Record.Exception(() => SshHost.Create([host], user, [("k", SshHostKeysTests.FirstLine)]));
        Assert.Equal(isValid ? null : typeof(InvalidCopyOptionException), exception?.GetType());
    }

    [Fact]
    public void A_host_occurs_once() =>
        Assert.Throws<InvalidCopyOptionException>(() => SshHost.Create(["h", "H"], "u", [("k", SshHostKeysTests.FirstLine)]));

    [Fact]
    public async Task The_manifest_and_the_share_list_are_written_and_neither_without_the_other()
    {
        using var folder = new TemporaryFolder();
        var store = new MemoryStore();
        var path = Path.Combine(folder.Path, "shares.json");
        var contents = CopyManifestContents.Of([Entry("1.gz"), Entry("2.gz")], format: null, isDecryptedByHosts: true);
        var request = new WriteManifestRequest(contents)
        {
            Destination = new("b", "m"),
            Ssh = new SshManifest(SshLoad.Of(contents, Hosts, 1, SshCommand.NameOnly), path),
            NoClobber = true,
        };
        var token = TestContext.Current.CancellationToken;
        var written = await new WriteManifestOperation(store).RunAsync(request, token);
        Assert.Equal(
            ("Ssh", path, 2, 2, "None"),
            (written.Source, written.SharePath, written.ConnectionCount, written.EntryCount, written.Compression)
        );
        var share = await ShareListFile.ReadAsync(path, request.Ssh.Load.Shares[1].Name, token);
        Assert.Equal("2.gz", share.Objects.Single().Address.Key);
        var missing = await Assert.ThrowsAsync<ShareListException>(() => ShareListFile.ReadAsync(path, "share-000", token));
        Assert.Equal(ShareListFault.ShareNotFound, missing.Fault);
        await Assert.ThrowsAsync<IOException>(() =>
            new WriteManifestOperation(store).RunAsync(request with { Destination = new("b", "other") }, token)
        );
        Assert.Null(await store.FindAsync(new("b", "other"), token));
    }
}
