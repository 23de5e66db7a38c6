namespace RedshiftEncryption;

/// <summary>The compression that a content's first bytes tell of, whatever its name says.</summary>
internal static class CompressionByContent
{
    /// <summary>So many bytes tell, where there are so many.</summary>
    public const int Length = 10;

    static ReadOnlySpan<byte> Gzip => [0x1f, 0x8b, 0x08];

    static ReadOnlySpan<byte> Zstd => [0x28, 0xb5, 0x2f, 0xfd];

    static ReadOnlySpan<byte> Lzop => [0x89, (byte)'L', (byte)'Z', (byte)'O', 0x00, 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>After <c>BZh</c> and a digit: three letters alone might be text.</summary>
    static ReadOnlySpan<byte> Bzip2Block => [0x31, 0x41, 0x59, 0x26, 0x53, 0x59];

    public static CopyCompression Of(ReadOnlySpan<byte> beginning)
    {
        if (beginning.StartsWith(Gzip))
            return CopyCompression.Gzip;
        if (beginning.StartsWith(Zstd))
            return CopyCompression.Zstd;
        if (beginning.StartsWith(Lzop))
            return CopyCompression.Lzop;
        return beginning.Length >= Length && beginning[0] == 'B' && beginning[1] == 'Z' && beginning[2] == 'h' && beginning[3] is >= (byte)'1' and <= (byte)'9' && beginning.Slice(4).StartsWith(Bzip2Block)
            ? CopyCompression.Bzip2
            : CopyCompression.None;
    }
}
