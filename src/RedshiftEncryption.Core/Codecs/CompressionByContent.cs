namespace RedshiftEncryption.Codecs;

/// <summary>The compression that a content's first bytes tell of, whatever its name says.</summary>
internal static class CompressionByContent
{
    public static CopyCompression Of(ReadOnlySpan<byte> beginning) =>
        FileFormat.Of(beginning, ending: default)?.Compression ?? CopyCompression.None;
}
