using CsCheck;
using RedshiftEncryption.Destination;
using RedshiftEncryption.Files;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Destination;

public sealed class DestinationPathTests
{
    static readonly string Root = Path.GetFullPath("/data/out");

    static readonly Gen<string> HostileName = Gen.OneOf(
        Pick.OneOf(
            "",
            ".",
            "..",
            "...",
            ".. ",
            "..\u0000",
            "\u0000",
            "~",
            "a",
            "A.csv",
            "a.",
            "a ",
            " ",
            "NUL",
            "con.txt",
            "COM1",
            "com¹.x",
            "LPT9 .x",
            "CONIN$",
            "console",
            "nul l"
        ),
        Pick.OneOf(
            "C:",
            "c:x",
            "C:\\x",
            "\\",
            "\\\\server\\share",
            "..\\..\\x",
            "x\\..\\..",
            "a:stream",
            "x\n",
            "\u2025",
            "．．",
            "%2e%2e",
            "..%2f",
            "-",
            "$HOME",
            "*",
            "?"
        ),
        Gen.String[0, 5]
    );

    static readonly Gen<string> HostileKey = HostileName.Array[1, 6].Select(static names => string.Join('/', names));

    static S3Address At(string key) => new("b", key);

    static bool TryFor(string relative, out string path)
    {
        try
        {
            path = DestinationPath.For(At(relative), Root, relative);
            return true;
        }
        catch (DestinationException exception)
        {
            Assert.Equal(DestinationFault.UnsafeKey, exception.Fault);
            path = "";
            return false;
        }
    }

    [Fact]
    public void No_key_leaves_the_destination()
    {
        var safe = 0;
        HostileKey.Sample(
            key =>
            {
                if (!TryFor(key, out var path))
                    return;
                Interlocked.Increment(ref safe);
                Assert.StartsWith(Root + Path.DirectorySeparatorChar, path, StringComparison.Ordinal);
                // What the system makes of it is what was written: nothing in it is another spelling of anything.
                Assert.Equal(Path.GetFullPath(path), path);
                Assert.Equal(key.Split('/').Length, path[(Root.Length + 1)..].Split(Path.DirectorySeparatorChar).Length);
            },
            iter: 20_000
        );
        Assert.True(safe > 1000, $"Only {safe} of the keys were safe, which proves little.");
    }

    [Fact]
    public void No_two_keys_become_one_path() =>
        HostileKey
            .Select(HostileKey)
            .Sample(
                static (first, second) =>
                    string.Equals(first, second, StringComparison.Ordinal)
                    || !TryFor(first, out var firstPath)
                    || !TryFor(second, out var secondPath)
                    || !string.Equals(firstPath, secondPath, StringComparison.Ordinal),
                iter: 20_000
            );

    /// <summary>As Win32 reads a path: both slashes part names, and dots and spaces at a name's end are dropped.</summary>
    [Fact]
    public void On_windows_a_possible_name_is_one_name()
    {
        HostileName.Sample(
            static name =>
            {
                if (!FileNameRules.IsPossible(name, onWindows: true))
                    return;
                var read = new List<string>();
                foreach (var part in name.Split('/', '\\', ':').Select(static part => part is "." or ".." ? part : part.TrimEnd('.', ' ')))
                {
                    Assert.NotEqual("..", part);
                    if (part is not ("" or "."))
                        read.Add(part);
                }
                Assert.Equal([name], read);
                Assert.DoesNotContain(name, static character => character < ' ');
            },
            iter: 20_000
        );
    }

    [Theory]
    [InlineData("nul")]
    [InlineData("NUL.txt")]
    [InlineData("NUL .txt")]
    [InlineData("com1.tar.gz")]
    [InlineData("LPT³")]
    [InlineData("aux")]
    [InlineData("a.")]
    [InlineData("a ")]
    [InlineData("a\\b")]
    [InlineData("C:")]
    [InlineData("a:b")]
    [InlineData("a\u0001")]
    [InlineData("a?")]
    public void Some_names_are_possible_on_unix_alone(string name)
    {
        Assert.True(FileNameRules.IsPossible(name, onWindows: false));
        Assert.False(FileNameRules.IsPossible(name, onWindows: true));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\0")]
    public void Some_names_are_possible_nowhere(string name)
    {
        Assert.False(FileNameRules.IsPossible(name, onWindows: false));
        Assert.False(FileNameRules.IsPossible(name, onWindows: true));
    }

    [Theory]
    [InlineData("a.csv")]
    [InlineData("...a")]
    [InlineData("nullable")]
    [InlineData("com10.txt")]
    [InlineData("a nul")]
    [InlineData(" a")]
    [InlineData("é😀")]
    public void Others_are_possible_everywhere(string name) => Assert.True(FileNameRules.IsPossible(name, onWindows: true));

    [Theory]
    [InlineData("sales/2026/a.csv", "", "sales/2026/a.csv")]
    [InlineData("sales/2026/a.csv", "sales/", "2026/a.csv")]
    [InlineData("sales/2026/a.csv", "sales/2026", "2026/a.csv")]
    [InlineData("sales/2026-old/a.csv", "sales/2026", "2026-old/a.csv")]
    [InlineData("sales/2026/a.csv", "sales/2026/a.csv", "a.csv")]
    [InlineData("sales", "sa", "sales")]
    public void What_follows_the_prefix_up_to_its_last_slash_is_kept(string key, string prefix, string relative) =>
        Assert.Equal(relative, DestinationPath.Relative(At(key), prefix));

    [Fact]
    public void A_key_without_the_prefix_is_refused() =>
        Assert.Equal(
            DestinationFault.OutsideKeyPrefix,
            Assert.Throws<DestinationException>(static () => DestinationPath.Relative(At("sales/a"), "Sales/")).Fault
        );

    [Theory]
    [InlineData("a.csv.gz", CopyCompression.Gzip, "a.csv")]
    [InlineData("a.csv.GZIP", CopyCompression.Gzip, "a.csv")]
    [InlineData("a.zst", CopyCompression.Zstd, "a")]
    [InlineData("a.zst", CopyCompression.Gzip, "a.zst")]
    [InlineData("a", CopyCompression.Gzip, "a")]
    [InlineData(".gz", CopyCompression.Gzip, ".gz")]
    [InlineData("..gz", CopyCompression.Gzip, "..gz")]
    [InlineData("...gz", CopyCompression.Gzip, "...gz")]
    public void The_suffix_goes_where_it_is_the_compression_s_and_a_name_is_left(
        string name,
        CopyCompression compression,
        string unpacked
    ) => Assert.Equal(Path.Combine(Root, unpacked), DestinationPath.WithoutSuffix(Path.Combine(Root, name), compression));

    [Fact(Skip = "Links need a privilege there.", SkipWhen = nameof(Platform.IsWindows), SkipType = typeof(Platform))]
    public void Directories_are_created_and_links_among_them_are_not_followed()
    {
        using var folder = new TemporaryFolder();
        var root = Path.Combine(folder.Path, "root");
        var outside = Directory.CreateDirectory(Path.Combine(folder.Path, "outside")).FullName;
        DestinationPath.OpenDirectory(At("a"), root, Path.Combine(root, "x/y/file")).Dispose();
        Assert.True(Directory.Exists(Path.Combine(root, "x/y")));
        Directory.CreateSymbolicLink(Path.Combine(root, "x/out"), outside);
        Directory.CreateSymbolicLink(Path.Combine(root, "x/nowhere"), Path.Combine(folder.Path, "none"));
        foreach (var file in new[] { "x/out/file", "x/out/deep/file", "x/nowhere/file" })
        {
            var refused = Assert.Throws<DestinationException>(() => DestinationPath.OpenDirectory(At("a"), root, Path.Combine(root, file)));
            Assert.Equal(DestinationFault.OutsideDestination, refused.Fault);
        }
        Assert.Empty(Directory.GetFileSystemEntries(outside));
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "none")));
        // The destination itself may be one.
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "link"), outside);
        DestinationPath.OpenDirectory(At("a"), Path.Combine(folder.Path, "link"), Path.Combine(folder.Path, "link/z/file")).Dispose();
        Assert.True(Directory.Exists(Path.Combine(outside, "z")));
    }
}
