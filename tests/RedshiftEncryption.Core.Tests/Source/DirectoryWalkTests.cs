using RedshiftEncryption.Source;

namespace RedshiftEncryption.Tests.Source;

public sealed class DirectoryWalkTests : IDisposable
{
    readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("walk");

    public void Dispose() => directory.Delete(recursive: true);

    // Wine's CreateSymbolicLink reports success, and makes nothing.
    [Trait("Category", "NotOnWine")]
    [Fact]
    public void Files_come_in_order_with_hidden_ones_and_links_do_not_make_a_circle()
    {
        foreach (var name in new[] { "b.csv", "a.csv", ".hidden", "sub/c.csv", "sub/deep/d.csv" })
        {
            var path = Path.Combine(directory.FullName, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, name);
        }
        Directory.CreateSymbolicLink(Path.Combine(directory.FullName, "sub", "up"), directory.FullName);
        File.CreateSymbolicLink(Path.Combine(directory.FullName, "z-link.csv"), Path.Combine(directory.FullName, "a.csv"));

        var failed = new List<string>();
        var files = DirectoryWalk
            .Files(directory.FullName, (path, exception) => failed.Add($"{exception.GetType().Name} {Path.GetFileName(path)}"))
            .Select(path => Path.GetRelativePath(directory.FullName, path).Replace('\\', '/'));
        Assert.Equal([".hidden", "a.csv", "b.csv", "z-link.csv", "sub/c.csv", "sub/deep/d.csv"], files.ToList());
        Assert.Equal(["UnsupportedSourceException up"], failed);
    }

    [Fact]
    public void A_directory_that_is_gone_is_told()
    {
        var failed = new List<string>();
        var missing = Path.Combine(directory.FullName, "missing");
        Assert.Empty(DirectoryWalk.Files(missing, (path, _) => failed.Add(path)));
        Assert.Equal([missing], failed);
    }
}
