using System.Runtime.Versioning;
using RedshiftEncryption.Files;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Files;

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
    }

    [Fact]
    public async Task A_place_is_taken_once_and_what_is_there_stays()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a");
        using (var first = await WrittenAsync(path, 1))
        {
            using var second = await WrittenAsync(path, 2);
            Assert.True(first.TryCommitNew());
            Assert.False(second.TryCommitNew());
        }
        Assert.Equal([1], await File.ReadAllBytesAsync(path, Token));
        using (var forced = await WrittenAsync(path, 4))
            forced.Commit();
        Assert.Equal([4], await File.ReadAllBytesAsync(path, Token));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task A_directory_that_appears_in_its_place_is_not_a_file_that_exists()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a");
        using var file = await WrittenAsync(path, 1);
        Directory.CreateDirectory(path);
        Assert.Contains("is a directory", Assert.Throws<IOException>(() => file.TryCommitNew()).Message, StringComparison.Ordinal);
    }

    /// <summary>Many times, for a look before the move would let two win now and then.</summary>
    [Fact]
    public async Task Of_many_writers_one_wins_and_its_content_is_whole()
    {
        using var folder = new TemporaryFolder();
        for (var round = 0; round < 50; round++)
        {
            var path = Path.Combine(folder.Path, $"{round}");
            var won = await Task.WhenAll(
                Enumerable
                    .Range(0, 8)
                    .Select(writer =>
                        Task.Run(async () =>
                        {
                            using var file = await WrittenAsync(path, (byte)writer);
                            return file.TryCommitNew();
                        })
                    )
            );
            Assert.Single(won, static committed => committed);
            Assert.Equal([(byte)Array.IndexOf(won, true)], await File.ReadAllBytesAsync(path, Token));
        }
        Assert.Equal(50, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public async Task A_partial_file_is_deleted_once_its_writer_is_gone_and_no_other_file_is()
    {
        using var folder = new TemporaryFolder();
        var abandoned = Path.Combine(folder.Path, PartialFiles.NewName());
        string[] others =
        [
            ".a.partial",
            "a.partial",
            ".12345678.123.partial.csv",
            ".123456789.12.partial",
            ".ABCDEFGH.abc.partial",
            ".abcdefgh.abc.partially",
        ];
        foreach (var name in others)
            await File.WriteAllTextAsync(Path.Combine(folder.Path, name), "mine", Token);
        await File.WriteAllTextAsync(abandoned, "half", Token);
        using (var writing = await WrittenAsync(Path.Combine(folder.Path, "first"), 1))
        {
            Assert.False(File.Exists(abandoned));
            Assert.Equal(others.Length + 1, Directory.GetFiles(folder.Path).Length);
            // The second leaves the first's alone.
            using (var second = await WrittenAsync(Path.Combine(folder.Path, "second"), 2))
                second.Commit();
            Assert.True(writing.TryCommitNew());
        }
        Assert.Equal(
            [.. others.Append("first").Append("second").Order(StringComparer.Ordinal)],
            Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
    }

    [Fact(Skip = "Unix modes.", SkipWhen = nameof(Platform.IsWindows), SkipType = typeof(Platform))]
    [UnsupportedOSPlatform("windows")]
    public async Task Nobody_but_the_owner_reads_it_at_any_time()
    {
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

    [Fact]
    public void A_root_directory_is_refused() =>
        Assert.Throws<IOException>(() => AtomicFile.CreateOwnerOnly(Path.GetPathRoot(Path.GetTempPath())!));

    /// <summary>In characters on Windows, in bytes elsewhere. Its content would be written before the rename fails.</summary>
    [Fact]
    public void A_name_that_is_too_long_is_refused_before_anything_is_written()
    {
        using var folder = new TemporaryFolder();
        var name = OperatingSystem.IsWindows() ? new string('é', 256) : new string('é', 128);
        var refused = Assert.Throws<PathTooLongException>(() => AtomicFile.CreateOwnerOnly(Path.Combine(folder.Path, name)));
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact(Skip = "Windows has one.", SkipWhen = nameof(Platform.IsWindows), SkipType = typeof(Platform))]
    [UnsupportedOSPlatform("windows")]
    public async Task A_move_without_replacing_has_a_second_way_where_the_system_lacks_the_first()
    {
        using var folder = new TemporaryFolder();
        var (from, to) = (Path.Combine(folder.Path, "from"), Path.Combine(folder.Path, "to"));
        await File.WriteAllTextAsync(from, "new", Token);
        Assert.True(UnixFiles.TryLinkNew(from, to));
        Assert.Equal(["to"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
        await File.WriteAllTextAsync(from, "newer", Token);
        Assert.False(UnixFiles.TryLinkNew(from, to));
        Assert.Equal("new", await File.ReadAllTextAsync(to, Token));
        Assert.True(File.Exists(from));
    }
}
