namespace RedshiftEncryption;

/// <summary>Specifies whether compression favors speed or size.</summary>
public enum CompressionLevel
{
    /// <summary>The default of the format's own tool: gzip level 6, zstd level 3.</summary>
    Optimal,

    /// <summary>The fastest: level 1.</summary>
    Fastest,

    /// <summary>The smallest result: gzip level 9, zstd level 19.</summary>
    SmallestSize,
}
