namespace RedshiftEncryption.Tests.Fakes;

/// <summary>A folder that goes away with what is in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("tests");

    public string Path => directory.FullName;

    public void Dispose() => directory.Delete(recursive: true);
}
