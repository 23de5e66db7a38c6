using RedshiftEncryption.Files;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Files;

/// <summary>With a move that refuses what Windows refuses, and with its messages.</summary>
public sealed class FileReplacementTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly string path;

    public FileReplacementTests()
    {
        path = Path.Combine(folder.Path, "a.csv");
        File.WriteAllText(path, "old");
    }

    public void Dispose()
    {
        File.SetAttributes(path, FileAttributes.Normal);
        folder.Dispose();
    }

    bool IsReadOnly => File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly);

    void MoveAsOnWindows()
    {
        if (IsReadOnly)
            throw new UnauthorizedAccessException("Access to the path is denied.");
        File.WriteAllText(path, "new");
    }

    static void Refuse() => throw new UnauthorizedAccessException("Access to the path is denied.");

    static void Collide() =>
        throw new IOException(
            "The process cannot access the file because it is being used by another process.",
            unchecked((int)0x80070020)
        );

    [Fact]
    public void A_file_is_replaced()
    {
        FileReplacement.Run(MoveAsOnWindows, path, includesReadOnly: false);
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public void A_read_only_file_is_replaced_if_that_is_wanted()
    {
        File.SetAttributes(path, FileAttributes.ReadOnly);
        FileReplacement.Run(MoveAsOnWindows, path, includesReadOnly: true);
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public void Otherwise_the_error_says_that_it_is_read_only()
    {
        File.SetAttributes(path, FileAttributes.ReadOnly);
        var refused = Assert.Throws<UnauthorizedAccessException>(() => FileReplacement.Run(MoveAsOnWindows, path, includesReadOnly: false));
        Assert.Equal($"'{path}' is read-only and was not overwritten.", refused.Message);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.True(IsReadOnly);
    }

    [Fact]
    public void A_read_only_file_that_cannot_be_replaced_either_way_stays_read_only()
    {
        File.SetAttributes(path, FileAttributes.ReadOnly);
        var refused = Assert.Throws<UnauthorizedAccessException>(() => FileReplacement.Run(Refuse, path, includesReadOnly: true));
        Assert.StartsWith($"'{path}' was not overwritten: another program has it open", refused.Message, StringComparison.Ordinal);
        Assert.True(IsReadOnly);
    }

    [Fact]
    public void A_file_that_is_open_elsewhere_is_named()
    {
        var refused = Assert.Throws<IOException>(() => FileReplacement.Run(Collide, path, includesReadOnly: true));
        Assert.Equal($"'{path}' was not overwritten, because another program has it open.", refused.Message);
    }

    [Fact]
    public void An_error_of_the_folder_stays_as_it_is()
    {
        var missing = Path.Combine(folder.Path, "none", "a.csv");
        var refused = Assert.Throws<UnauthorizedAccessException>(() => FileReplacement.Run(Refuse, missing, includesReadOnly: true));
        Assert.Equal("Access to the path is denied.", refused.Message);
    }
}
