using System.Runtime.Versioning;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Keys;

public sealed class RootKeyFileTests : IDisposable
{
    readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("rootkey");

    public void Dispose() => directory.Delete(recursive: true);

    [Theory]
    [InlineData(RootKeyFormat.Base64, 45)]
    [InlineData(RootKeyFormat.Raw, 32)]
    public void A_written_key_is_read_again(RootKeyFormat format, int length)
    {
        using var key = RootKey.Create();
        var path = Path.Combine(directory.FullName, "sales.key");
        using var written = RootKeyFile.WriteNew(path, key, format);
        using var read = RootKeyFile.Read(path);
        Assert.Equal(length, new FileInfo(path).Length);
        Assert.Equal(key.Secret.Array, read.Secret.Array);
        Assert.Equal(path, written.Path);
        Assert.Equal(path, read.Path);
    }

    [Fact(Skip = "Unix modes.", SkipWhen = nameof(Platform.IsWindows), SkipType = typeof(Platform))]
    [UnsupportedOSPlatform("windows")]
    public void A_key_file_is_its_owners_alone()
    {
        using var key = RootKey.Create();
        var path = Path.Combine(directory.FullName, "sales.key");
        using var written = RootKeyFile.WriteNew(path, key, RootKeyFormat.Base64);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void An_existing_file_is_never_overwritten()
    {
        using var key = RootKey.Create();
        var path = Path.Combine(directory.FullName, "sales.key");
        File.WriteAllText(path, "the only copy");
        Assert.ThrowsAny<IOException>(() => RootKeyFile.WriteNew(path, key, RootKeyFormat.Base64));
        Assert.Equal("the only copy", File.ReadAllText(path));
        Assert.Single(directory.GetFiles());
    }

    /// <summary>Many times, for a look before the creation would let two win now and then.</summary>
    [Fact]
    public async Task Of_many_writers_one_wins_and_its_key_is_the_file()
    {
        for (var round = 0; round < 50; round++)
        {
            var path = Path.Combine(directory.FullName, $"{round}.key");
            var attempts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => TryWrite(path))));
            var winner = Assert.Single(attempts, static key => key is not null);
            using var read = RootKeyFile.Read(path);
            Assert.Equal(winner!.Fingerprint, read.Fingerprint);
        }
        Assert.Equal(50, directory.GetFiles().Length);
    }

    static RootKey? TryWrite(string path)
    {
        using var key = RootKey.Create();
        try
        {
            return RootKeyFile.WriteNew(path, key, RootKeyFormat.Base64);
        }
        catch (IOException)
        {
            return null;
        }
    }

    [Fact]
    public void A_large_file_is_not_read_whole()
    {
        var path = Path.Combine(directory.FullName, "video.key");
        using (var file = File.Create(path))
            file.SetLength(1L << 40);
        Assert.Throws<InvalidRootKeyException>(() => RootKeyFile.Read(path));
    }
}
