namespace RedshiftEncryption.Tests.Operations;

public sealed class DestinationKeyTests
{
    [Theory]
    [InlineData("/data/export/a.csv", null, null, "a.csv")]
    [InlineData("/data/export/a.csv", null, "sales", "sales/a.csv")]
    [InlineData("/data/export/a.csv", null, "sales/", "sales/a.csv")]
    [InlineData("/data/export/sub/a.csv", "/data/export", "sales", "sales/sub/a.csv")]
    [InlineData("/data/export/sub/a.csv", "/data/export/", "", "sub/a.csv")]
    [InlineData("/a.csv", "/", "x", "x/a.csv")]
    [InlineData("/e/ +%#'\"&?=;,😀.csv", "/e", "p", "p/ +%#'\"&?=;,😀.csv")]
    public void The_key_is_the_prefix_and_the_relative_path(string path, string? baseDirectory, string? prefix, string key)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix paths.");
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

    [Fact]
    public void Keys_have_1_to_1024_bytes_of_unicode()
    {
        Assert.Equal(1024, DestinationKey.Checked(new string('x', 1024)).Length);
        Assert.Throws<InvalidKeyException>(() => DestinationKey.Checked(new string('x', 1025)));
        Assert.Throws<InvalidKeyException>(() => DestinationKey.Checked(new string('ä', 513)));
        Assert.Throws<InvalidKeyException>(() => DestinationKey.Checked(""));
        Assert.Throws<InvalidKeyException>(() => DestinationKey.Checked("x\ud800"));
        Assert.Throws<InvalidKeyException>(() => DestinationKey.Checked("/x"));
    }
}
