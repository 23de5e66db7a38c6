using RedshiftEncryption.Operations;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Operations;

public sealed class DestinationKeyTests
{
    [Theory(Skip = "Unix paths.", SkipWhen = nameof(Platform.IsWindows), SkipType = typeof(Platform))]
    [InlineData("/data/export/a.csv", null, null, "a.csv")]
    [InlineData("/data/export/a.csv", null, "sales", "sales/a.csv")]
    [InlineData("/data/export/a.csv", null, "sales/", "sales/a.csv")]
    [InlineData("/data/export/sub/a.csv", "/data/export", "sales", "sales/sub/a.csv")]
    [InlineData("/data/export/sub/a.csv", "/data/export/", "", "sub/a.csv")]
    [InlineData("/a.csv", "/", "x", "x/a.csv")]
    [InlineData("/e/ +%#'\"&?=;,😀.csv", "/e", "p", "p/ +%#'\"&?=;,😀.csv")]
    public void The_key_is_the_prefix_and_the_relative_path(string path, string? baseDirectory, string? prefix, string key)
    {
        Assert.Equal(key, DestinationKey.For(path, baseDirectory, prefix));
    }

    [Fact]
    public void Unicode_is_neither_composed_nor_decomposed()
    {
        Assert.Equal("p/e\u0301.csv", DestinationKey.For(Path.GetFullPath("/d/e\u0301.csv"), null, "p"));
        Assert.Equal("p/\u00e9.csv", DestinationKey.For(Path.GetFullPath("/d/\u00e9.csv"), null, "p"));
    }

    [Theory]
    [InlineData("/data/other/a.csv")]
    [InlineData("/data/export2/a.csv")]
    public void A_file_outside_is_refused(string path) =>
        Assert.Throws<OutsideBasePathException>(() => DestinationKey.For(path, "/data/export", null));

    [Theory]
    [InlineData("a/name.csv", 1, 9, "a/name.0001.csv")]
    [InlineData("a.b/name", 12, 9999, "a.b/name.0012")]
    [InlineData(".profile", 1, 1, ".profile.0001")]
    [InlineData("x/.profile", 1, 1, "x/.profile.0001")]
    [InlineData("name.tar.csv", 3, 12345, "name.tar.00003.csv")]
    [InlineData("name.", 1, 1, "name.0001.")]
    public void A_number_stands_before_the_extension(string key, long number, long count, string expected) =>
        Assert.Equal(expected, DestinationKey.Numbered(key, number, count));

    [Theory]
    [InlineData("a.csv", CopyCompression.Gzip, "a.csv.gz")]
    [InlineData("a.csv", CopyCompression.Zstd, "a.csv.zst")]
    [InlineData("a.csv.GZ", CopyCompression.Gzip, "a.csv.GZ")]
    [InlineData("a.csv.gz", CopyCompression.Zstd, "a.csv.gz.zst")]
    [InlineData("a.csv", CopyCompression.Bzip2, "a.csv.bz2")]
    [InlineData("a.csv", CopyCompression.None, "a.csv")]
    public void A_compression_adds_its_suffix_once(string key, CopyCompression compression, string expected) =>
        Assert.Equal(expected, DestinationKey.Suffixed(key, compression));

    [Theory]
    [InlineData("a/b.csv", 1)]
    [InlineData("a.0001/b", 12)]
    [InlineData("b.csv", 12345)]
    [InlineData(".hidden", 3)]
    [InlineData("b.0002.csv", 9)]
    public void The_keys_of_whole_files_are_found_by_those_of_their_objects(string key, long number) =>
        Assert.Contains(key, DestinationKey.Unnumbered(DestinationKey.Numbered(key, number, 12345)));

    [Theory]
    [InlineData("b.csv")]
    [InlineData("b.001.csv")]
    [InlineData("b.000x.csv")]
    [InlineData("20260001")]
    [InlineData("")]
    public void Other_keys_are_those_of_whole_files(string key) => Assert.Empty(DestinationKey.Unnumbered(key));
}
