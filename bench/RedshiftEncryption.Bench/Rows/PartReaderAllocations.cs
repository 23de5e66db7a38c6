using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using RedshiftEncryption.Bench.Inputs;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Source;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>Reads one file with the encrypting part reader into one buffer.</summary>
/// <remarks>Public and not sealed, because BenchmarkDotNet skips other classes.</remarks>
public class PartReaderAllocations
{
    internal const int MiBAnOperation = 64;

    readonly byte[] buffer = new byte[PartSize.Default];
    string folder = "";
    string path = "";

    /// <summary>Creates the file.</summary>
    [GlobalSetup]
    public void MakeFile()
    {
        folder = Directory.CreateTempSubdirectory("redshift-encryption-bench-").FullName;
        path = InputFiles.Noise(folder, MiBAnOperation * InputFiles.MiB);
    }

    /// <summary>Deletes the file.</summary>
    [GlobalCleanup]
    public void RemoveFile() => Directory.Delete(folder, recursive: true);

    /// <summary>Reads the file from front to back.</summary>
    [Benchmark]
    public async Task<long> ReadAsync()
    {
        using var file = await SourceFile.OpenAsync(path, CancellationToken.None);
        await using var content = new SourceContent(file).OpenStream();
        using var dataKey = DataKey.Create();
        using var encryptor = new CbcEncryptor(dataKey, RandomNumberGenerator.GetBytes(CbcContent.BlockLength));
        var reader = new PartReader(content, file.Length, encryptor);
        while (!reader.IsAtEnd)
            await reader.ReadAsync(buffer, buffer.Length, CancellationToken.None);
        return reader.Position;
    }
}
