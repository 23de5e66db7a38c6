namespace RedshiftEncryption;

/// <summary>How the objects are compressed; COPY must be told, also of encrypted ones.</summary>
public enum CopyCompression
{
    /// <summary>Not at all.</summary>
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
