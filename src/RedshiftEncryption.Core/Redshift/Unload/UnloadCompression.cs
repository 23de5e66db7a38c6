namespace RedshiftEncryption;

/// <summary>Specifies how UNLOAD compresses its files.</summary>
public enum UnloadCompression
{
    /// <summary>No compression.</summary>
    None,

    /// <summary><c>BZIP2</c></summary>
    Bzip2,

    /// <summary><c>GZIP</c></summary>
    Gzip,

    /// <summary><c>ZSTD</c></summary>
    Zstd,
}
