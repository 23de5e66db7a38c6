namespace RedshiftEncryption.Codecs;

/// <summary>Detects the compression of a content by its first bytes, regardless of its name.</summary>
internal static class CompressionByContent
{
    public static CopyCompression Of(ReadOnlySpan<byte> beginning) =>
        FileFormat.Of(beginning, ending: default)?.Compression ?? CopyCompression.None;
}
