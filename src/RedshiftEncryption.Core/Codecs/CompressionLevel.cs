namespace RedshiftEncryption;

/// <summary>How much time compression may take for how small a result.</summary>
public enum CompressionLevel
{
    /// <summary>What the format's own tool does by itself: gzip's level 6, zstd's level 3.</summary>
    Optimal,

    /// <summary>The least time: level 1.</summary>
    Fastest,

    /// <summary>The smallest result: gzip's level 9, zstd's level 19.</summary>
    SmallestSize,
}
