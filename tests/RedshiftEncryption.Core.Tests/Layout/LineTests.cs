namespace RedshiftEncryption.Tests.Layout;

public sealed class LineTests
{
    /// <summary>
    /// As .editorconfig has it (max_line_length). The formatter does not keep it for text, and tests contain documents as they are.
    /// </summary>
    const int MaximumLength = 140;

    [Fact]
    public void Lines_fit_a_screen_beside_another_one()
    {
        var files = new[] { "src", "build" }
            .SelectMany(static folder =>
                Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
            )
            .Where(static path =>
                !Path.GetRelativePath(Repository.Root, path).Split(Path.DirectorySeparatorChar).Any(static part => part is "obj" or "bin")
            )
            .ToList();
        Assert.True(files.Count > 300, "Too few files were found to tell anything.");
        var longer = files
            .SelectMany(static path => File.ReadLines(path).Select((line, index) => (Path: path, Number: index + 1, line.Length)))
            .Where(static line => line.Length > MaximumLength)
            .Select(static line => $"{Path.GetRelativePath(Repository.Root, line.Path)}:{line.Number} has {line.Length} columns")
            .ToList();
        Assert.True(longer.Count == 0, $"{longer.Count} lines:\n{string.Join('\n', longer)}");
    }
}
