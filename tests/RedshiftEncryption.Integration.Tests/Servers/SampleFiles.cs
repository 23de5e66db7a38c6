using System.Security.Cryptography;

namespace RedshiftEncryption.Integration.Servers;

/// <summary>A folder of files with known content, gone after the test.</summary>
internal sealed class SampleFiles : IDisposable
{
    readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("samples");

    public string Root => directory.FullName;

    public string Write(string relativePath, int length)
    {
        var path = Path.Combine(Root, relativePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var content = new byte[length];
        new Random(length + relativePath.Length).NextBytes(content);
        File.WriteAllBytes(path, content);
        return path;
    }

    public static string Sha256(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    public void Dispose() => directory.Delete(recursive: true);
}
