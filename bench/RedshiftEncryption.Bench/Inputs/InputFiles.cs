namespace RedshiftEncryption.Bench.Inputs;

/// <summary>Creates the files to send once. From then on they are in the page cache.</summary>
internal static class InputFiles
{
    public const long MiB = 1024 * 1024;

    const int BlockLength = (int)(32 * MiB);
    const int Seed = 20260801;

    /// <summary>Creates a file of random bytes.</summary>
    /// <param name="folder">The folder to write to.</param>
    /// <param name="length">The length in bytes.</param>
    public static string Noise(string folder, long length)
    {
        var path = Path.Combine(folder, FormattableString.Invariant($"noise-{length}"));
        if (IsThere(path, length))
            return path;
        Directory.CreateDirectory(folder);
        var block = Block((int)Math.Min(length, BlockLength));
        using var file = File.Create(path);
        for (var left = length; left > 0; left -= block.Length)
            file.Write(block.AsSpan(0, (int)Math.Min(left, block.Length)));
        // Otherwise the system writes it to the disk while the first rows are measured.
        file.Flush(flushToDisk: true);
        return path;
    }

    /// <summary>Creates a sparse file.</summary>
    /// <param name="folder">The folder to write to.</param>
    /// <param name="length">The length in bytes.</param>
    public static string Sparse(string folder, long length)
    {
        var path = Path.Combine(folder, FormattableString.Invariant($"sparse-{length}"));
        if (IsThere(path, length))
            return path;
        Directory.CreateDirectory(folder);
        using var file = File.Create(path);
        file.SetLength(length);
        return path;
    }

    /// <summary>Creates a folder of large files of random bytes.</summary>
    /// <param name="folder">The folder to write to.</param>
    /// <param name="count">The number of files.</param>
    /// <param name="length">The length of each file in bytes.</param>
    public static string Large(string folder, int count, long length)
    {
        var path = Path.Combine(folder, FormattableString.Invariant($"large-{count}-{length}"));
        for (var i = 0; i < count; i++)
        {
            var made = Noise(path, length);
            File.Move(made, Path.Combine(path, FormattableString.Invariant($"{i:00}.bin")), overwrite: true);
        }
        return path;
    }

    /// <summary>Creates a folder of small files.</summary>
    /// <param name="folder">The folder to write to.</param>
    /// <param name="count">The number of files.</param>
    /// <param name="length">The length of each file in bytes.</param>
    public static string Small(string folder, int count, int length)
    {
        var path = Path.Combine(folder, FormattableString.Invariant($"small-{count}-{length}"));
        Directory.CreateDirectory(path);
        var block = Block(length);
        for (var i = 0; i < count; i++)
            File.WriteAllBytes(Path.Combine(path, FormattableString.Invariant($"{i:00000}.csv")), block);
        return path;
    }

    static bool IsThere(string path, long length) => File.Exists(path) && new FileInfo(path).Length == length;

    static byte[] Block(int length)
    {
        var block = new byte[length];
#pragma warning disable CA5394 // noise, not a secret
        new Random(Seed).NextBytes(block);
#pragma warning restore CA5394
        return block;
    }
}
