namespace RedshiftEncryption;

/// <summary>How UNLOAD compresses its files.</summary>
public enum UnloadCompression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary><c>BZIP2</c></summary>
    Bzip2,

    /// <summary><c>GZIP</c></summary>
    Gzip,

    /// <summary><c>ZSTD</c></summary>
    Zstd,
}
