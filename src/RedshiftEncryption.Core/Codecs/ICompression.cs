namespace RedshiftEncryption.Codecs;

/// <summary>Compresses and decompresses streams in the formats that this module writes for COPY: gzip and zstd.</summary>
internal interface ICompression
{
    /// <summary>
    /// Returns a stream that writes compressed content to the destination. Disposing the stream writes the rest and leaves
    /// the destination open.
    /// </summary>
    Stream Compress(Stream destination, CopyCompression format, CompressionLevel level);

    /// <summary>Gets about how much memory a compressing stream needs, in bytes.</summary>
    long MemoryFor(CopyCompression format, CompressionLevel level);

    /// <summary>
    /// Returns a stream that reads decompressed content, including several consecutive frames. The source stays open. Reads
    /// throw <see cref="InvalidDataException"/> if the source is damaged.
    /// </summary>
    Stream Decompress(Stream source, CopyCompression format);

    /// <summary>
    /// Gets the name and version of the library that compresses. The same content compresses to the same bytes only with the
    /// same library.
    /// </summary>
    string LibraryOf(CopyCompression format);
}
