namespace RedshiftEncryption.Codecs;

/// <summary>Compressing and unpacking in the stream, for the formats that COPY reads and this module writes: gzip and zstd.</summary>
internal interface ICompression
{
    /// <summary>
    /// What is written to the stream comes out compressed at the destination, the rest of it when the stream is disposed
    /// of; the destination stays open.
    /// </summary>
    Stream Compress(Stream destination, CopyCompression format, CompressionLevel level);

    /// <summary>
    /// Reads what a compressed source holds, several frames after one another included; the source stays open. Reads throw
    /// <see cref="InvalidDataException"/> where the source is damaged.
    /// </summary>
    Stream Decompress(Stream source, CopyCompression format);
}
