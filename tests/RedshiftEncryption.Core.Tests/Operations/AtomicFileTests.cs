using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Operations;

public sealed class AtomicFileTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    static async Task<AtomicFile> WrittenAsync(string path, byte content)
    {
        var file = AtomicFile.CreateOwnerOnly(path);
        await file.WriteAsync(new byte[] { content }, Token);
        return file;
    }

    [Fact]
    public async Task A_file_that_is_not_committed_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a");
        using (await WrittenAsync(path, 1))
            Assert.False(File.Exists(path));
        Assert.Empty(Directory.GetFiles(folder.Path));
        using (var file = await WrittenAsync(path, 1))
            file.Claim();
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task A_place_is_claimed_once_and_what_is_there_stays()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a");
        using (var first = await WrittenAsync(path, 1))
        {
            using var second = await WrittenAsync(path, 2);
            first.Claim();
            Assert.Throws<IOException>(second.Claim);
            first.Commit();
        }
        Assert.Equal([1], await File.ReadAllBytesAsync(path, Token));
        using (var third = await WrittenAsync(path, 3))
            Assert.Throws<IOException>(third.Claim);
        Assert.Equal([1], await File.ReadAllBytesAsync(path, Token));
        using (var forced = await WrittenAsync(path, 4))
            forced.Commit();
        Assert.Equal([4], await File.ReadAllBytesAsync(path, Token));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Nobody_but_the_owner_reads_it_at_any_time()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Unix modes.");
            return;
        }
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, new string('n', 255));
        using var file = await WrittenAsync(path, 1);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Assert.Single(Directory.GetFiles(folder.Path))));
        file.Commit();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_directory_s_place_is_refused_and_a_missing_directory_too()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<IOException>(() => AtomicFile.CreateOwnerOnly(folder.Path));
        Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.CreateOwnerOnly(Path.Combine(folder.Path, "none/a")));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
