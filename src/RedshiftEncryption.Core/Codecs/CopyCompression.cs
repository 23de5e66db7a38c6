namespace RedshiftEncryption;

/// <summary>Specifies how the objects are compressed. COPY needs this also for encrypted objects.</summary>
public enum CopyCompression
{
    /// <summary>No compression.</summary>
    None,

    /// <summary><c>.gz</c></summary>
    Gzip,

    /// <summary><c>.bz2</c></summary>
    Bzip2,

    /// <summary><c>.lzo</c></summary>
    Lzop,

    /// <summary><c>.zst</c></summary>
    Zstd,
}
