using System.Runtime.Versioning;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Keys;

public sealed class KeyFileAccessTests : IDisposable
{
    readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("rootkey");

    public void Dispose() => directory.Delete(recursive: true);

    /// <summary>Every mode that the owner can read by.</summary>
    [Fact(Skip = "Unix modes.", SkipWhen = nameof(Platform.IsWindows), SkipType = typeof(Platform))]
    [UnsupportedOSPlatform("windows")]
    public void Any_permission_of_others_is_found_and_none_of_the_owner()
    {
        using var key = RootKey.Create();
        var path = Path.Combine(directory.FullName, "it's.key");
        using var written = RootKeyFile.WriteNew(path, key, RootKeyFormat.Base64);
        Assert.Null(written.Exposure);
        for (var mode = 0; mode <= 0b111_111_111; mode++)
        {
            File.SetUnixFileMode(path, (UnixFileMode)mode | UnixFileMode.UserRead);
            using var read = RootKeyFile.Read(path);
            if ((mode & 0b000_111_111) == 0)
            {
                Assert.Null(read.Exposure);
                continue;
            }
            Assert.Equal(path, read.Exposure!.Path);
            Assert.Equal($"chmod 600 '{path.Replace("'", "''", StringComparison.Ordinal)}'", read.Exposure.Remedy);
            Assert.Contains($"mode 0{Convert.ToString(mode | 0b100_000_000, toBase: 8)}", read.Exposure.Message, StringComparison.Ordinal);
        }
    }
}
