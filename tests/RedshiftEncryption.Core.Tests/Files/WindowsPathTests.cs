using RedshiftEncryption.Files;

namespace RedshiftEncryption.Tests.Files;

/// <summary>Only text: the same on every system.</summary>
public sealed class WindowsPathTests
{
    [Theory]
    [InlineData(@"\\.\NUL", true)]
    [InlineData(@"\\.\con", true)]
    [InlineData(@"\\.\pipe\x", true)]
    [InlineData(@"\\.\PhysicalDrive0", true)]
    [InlineData(@"\\.\C:", true)]
    [InlineData(@"\\.\C:\a.csv", false)]
    [InlineData(@"\\.\UNC\server\share\a.csv", false)]
    [InlineData(@"\\.\Volume{b75e2c83-0000-0000-0000-602f00000000}\a.csv", false)]
    [InlineData(@"\\?\C:\NUL", false)]
    [InlineData(@"\\server\share\a.csv", false)]
    [InlineData(@"C:\a.csv", false)]
    [InlineData("/dev/null", false)]
    public void A_device_is_told_from_a_file(string path, bool isDevice) => Assert.Equal(isDevice, WindowsPath.IsDevice(path));

    [Theory]
    [InlineData(@"C:\a.csv:secret", true)]
    [InlineData(@"c:\a.csv::$DATA", true)]
    [InlineData(@"C:\folder:secret\a.csv", true)]
    [InlineData(@"C:a.csv:secret", true)]
    [InlineData(@"\\?\C:\a.csv:secret", true)]
    [InlineData(@"\\.\C:\a.csv:secret", true)]
    [InlineData(@"\\server\share\a.csv:secret", true)]
    [InlineData(@"\\?\UNC\server\share\a.csv:secret", true)]
    [InlineData(@"\\?\Volume{b75e2c83}\a.csv:secret", true)]
    [InlineData(@"C:\a.csv", false)]
    [InlineData(@"C:a.csv", false)]
    [InlineData(@"C:\", false)]
    [InlineData(@"\\?\C:\a.csv", false)]
    [InlineData(@"\\.\C:", false)]
    [InlineData(@"\\server\c$\a.csv", false)]
    [InlineData(@"\\?\Volume{b75e2c83}\a.csv", false)]
    public void A_stream_is_told_from_a_file(string path, bool isStream) => Assert.Equal(isStream, WindowsPath.IsStream(path));

    [Theory]
    [InlineData(@"C:\a\b.csv", @"\\?\C:\a\b.csv")]
    [InlineData(@"\\server\share\a", @"\\?\UNC\server\share\a")]
    public void The_extended_spelling_is_that_of_the_plain_one(string plain, string extended)
    {
        Assert.Equal(extended, WindowsPath.Extend(plain));
        Assert.Equal(plain, WindowsPath.Plain(extended));
    }

    [Theory]
    [InlineData(@"\\?\C:\a\b.csv", @"C:\a\b.csv")]
    [InlineData(@"\\.\c:\a", @"c:\a")]
    [InlineData(@"\\?\UNC\server\share\a", @"\\server\share\a")]
    [InlineData(@"\\?\unc\server\share\a", @"\\server\share\a")]
    [InlineData(@"\\?\Volume{b75e2c83}\a", @"\\?\Volume{b75e2c83}\a")]
    [InlineData(@"\\.\NUL", @"\\.\NUL")]
    [InlineData(@"\\server\share", @"\\server\share")]
    [InlineData(@"C:\a", @"C:\a")]
    public void The_plain_spelling_has_no_prefix(string path, string plain) => Assert.Equal(plain, WindowsPath.Plain(path));
}
