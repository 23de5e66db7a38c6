using RedshiftEncryption.Operations;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Operations;

public sealed class SourceLookupTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public SourceLookupTests()
    {
        foreach (var name in new[] { "in/a.csv", "in/b", "in/sub/c.csv", "in/sub/c.csv.gz", "outside.csv" })
        {
            var path = Path.Combine(folder.Path, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("p/a.csv", "a.csv", null, false)]
    [InlineData("p/a.csv.gz", "a.csv", CopyCompression.Gzip, false)]
    [InlineData("p/b.zst", "b", CopyCompression.Zstd, false)]
    [InlineData("p/sub/c.csv.gz", "sub/c.csv.gz", null, false)]
    [InlineData("p/a.0007.csv", "a.csv", null, true)]
    [InlineData("p/a.0007.csv.zst", "a.csv", null, true)]
    [InlineData("p/b.12345", "b", null, true)]
    public void A_file_is_found_by_the_key_of_its_object(string key, string name, CopyCompression? compression, bool isSplit) =>
        Assert.Equal(
            new SourceMatch(Path.Combine([folder.Path, "in", .. name.Split('/')]), name, compression) { IsSplit = isSplit },
            Find(key)
        );

    [Theory]
    [InlineData("p/")]
    [InlineData("p/sub")]
    [InlineData("p/never.csv")]
    [InlineData("p/../outside.csv")]
    [InlineData("p/./a.csv")]
    [InlineData("p//a.csv")]
    [InlineData("p/a.csv/")]
    [InlineData("p/../outside.csv.gz")]
    [InlineData("p/../outside.0001.csv")]
    [InlineData("p/a.csv\0")]
    [InlineData("p/a.csv.lzo")]
    public void Other_keys_have_no_file(string key) => Assert.Null(Find(key));

    [Fact]
    public void Files_behind_a_link_to_a_directory_are_not_reached()
    {
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "in", "linked"), Path.Combine(folder.Path, "in", "sub"));
        Assert.Null(Find("p/linked/c.csv"));
        Assert.NotNull(Find("p/sub/c.csv"));
        // The directory itself may be one.
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "in2"), Path.Combine(folder.Path, "in"));
        Assert.NotNull(new SourceLookup(Path.Combine(folder.Path, "in2"), "p/").Find("p/sub/c.csv"));
    }

    SourceMatch? Find(string key) => new SourceLookup(Path.Combine(folder.Path, "in"), "p/").Find(key);
}
