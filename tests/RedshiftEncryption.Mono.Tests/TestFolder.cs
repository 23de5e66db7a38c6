namespace RedshiftEncryption.Mono;

/// <summary>A folder of files, gone after the test.</summary>
internal sealed class TestFolder : IDisposable
{
    readonly DirectoryInfo directory = Directory.CreateDirectory(
        Path.Combine(Path.GetTempPath(), "RedshiftEncryption-" + Path.GetRandomFileName())
    );

    public string PathOf(string name) => Path.Combine(directory.FullName, name);

    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(PathOf(name), content);
        return PathOf(name);
    }

    /// <summary>Content that no compression makes smaller, the same for the same length in bytes.</summary>
    public string Write(string name, int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        return Write(name, content);
    }

    public void Dispose() => directory.Delete(recursive: true);
}
