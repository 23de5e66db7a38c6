using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using RedshiftEncryption.Files;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Files;

public sealed class HeldDirectoryTests
{
    static HeldDirectory Create(string root, string path) =>
        HeldDirectory.Create(root, path, static link => new InvalidOperationException(link));

    [Fact(Skip = "Unix modes.", SkipWhen = nameof(Platform.IsWindows), SkipType = typeof(Platform))]
    [UnsupportedOSPlatform("windows")]
    public void What_is_created_is_the_owner_s_alone_and_what_is_there_stays_as_it_is()
    {
        using var folder = new TemporaryFolder();
        const UnixFileMode Open =
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var there = Path.Combine(folder.Path, "there");
        Directory.CreateDirectory(there);
        File.SetUnixFileMode(there, Open);
        Create(Path.Combine(there, "a/root"), Path.Combine(there, "a/root/b/c")).Dispose();
        Create(Path.Combine(there, "a/root"), Path.Combine(there, "a/root/b/c")).Dispose();
        Assert.Equal(Open, File.GetUnixFileMode(there));
        foreach (var created in new[] { "a", "a/root", "a/root/b", "a/root/b/c" })
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(there, created)));
    }

    [Fact]
    public void A_file_in_a_directory_s_place_is_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "a"), "");
        Assert.Contains(
            Path.Combine(folder.Path, "a"),
            Assert.ThrowsAny<IOException>(() => Create(folder.Path, Path.Combine(folder.Path, "a/b"))).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>
    /// Another thread exchanges the directory and a link to another one, without a pause, while files are written below it.
    /// </summary>
    [Fact(Skip = "Held on Linux alone.", SkipUnless = nameof(Platform.IsLinux), SkipType = typeof(Platform))]
    [SupportedOSPlatform("linux")]
    public async Task A_directory_that_is_swapped_for_a_link_leads_nowhere()
    {
        using var folder = new TemporaryFolder();
        var root = Directory.CreateDirectory(Path.Combine(folder.Path, "root")).FullName;
        var outside = Directory.CreateDirectory(Path.Combine(folder.Path, "outside/b")).Parent!.FullName;
        var (place, link) = (Path.Combine(root, "a"), Path.Combine(root, "link"));
        Directory.CreateDirectory(place);
        Directory.CreateSymbolicLink(link, outside);
        using var done = new CancellationTokenSource();
        var swaps = 0;
        var swapping = Task.Run(
            () =>
            {
                while (!done.IsCancellationRequested && Exchange(CurrentDirectory, place, CurrentDirectory, link, RenameExchange) == 0)
                    Interlocked.Increment(ref swaps);
            },
            TestContext.Current.CancellationToken
        );
        var (written, refused) = (0, 0);
        for (var file = 0; file < 1000; file++)
        {
            var path = Path.Combine(place, $"b/{file}");
            try
            {
                using var atomic = AtomicFile.CreateOwnerOnly(Create(root, Path.GetDirectoryName(path)!), path);
                await atomic.WriteAsync(new byte[] { 1 }, TestContext.Current.CancellationToken);
                Assert.True(atomic.TryCommitNew());
                written++;
            }
            catch (Exception exception) when (exception is InvalidOperationException or IOException)
            {
                refused++;
            }
        }
        await done.CancelAsync();
        await swapping;
        Assert.Empty(Directory.GetFiles(outside, "*", SearchOption.AllDirectories));
        Assert.True(
            written > 0 && refused > 0 && swaps >= 1000,
            $"{written} were written, {refused} refused, with {swaps} swaps, which proves little."
        );
    }

    /// <summary>From fcntl.h and linux/fs.h.</summary>
    const int CurrentDirectory = -100;
    const uint RenameExchange = 2;

    [DllImport("libc", EntryPoint = "renameat2", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Exchange(
        int fromDirectory,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string from,
        int toDirectory,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string to,
        uint flags
    );
}
