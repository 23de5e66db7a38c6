using System.Buffers.Binary;

namespace RedshiftEncryption.Codecs;

/// <summary>
/// Represents a file format as a row of one table: its first bytes, the suffixes of its names, COPY's keyword if it is a
/// compression, and whether this module compresses and decompresses it.
/// </summary>
/// <param name="Name">The name for messages.</param>
/// <param name="IsMagic">Returns whether bytes begin like the format.</param>
/// <param name="Suffixes">The suffixes of names. This module writes the first one.</param>
internal sealed record FileFormat(string Name, FileFormat.Recognizer IsMagic, string[] Suffixes)
{
    /// <summary>Returns whether bytes match a format. A delegate, because a span cannot be a type argument.</summary>
    public delegate bool Recognizer(ReadOnlySpan<byte> bytes);

    /// <summary>The number of bytes to examine at the end of a file.</summary>
    public const int EndingLength = 4;

    const int SkippableHeaderLength = 8;

    /// <summary>Gets the compression, if the format is one; none for files of records.</summary>
    public CopyCompression Compression { get; init; }

    /// <summary>Gets COPY's keyword for the compression; null if COPY does not read it, or detects it.</summary>
    public string? Keyword { get; init; }

    /// <summary>Gets whether <see cref="ICompression"/> compresses and decompresses the format.</summary>
    public bool HasCodec { get; init; }

    /// <summary>Gets the recognizer of the format's last bytes, if its first bytes can also be text.</summary>
    public Recognizer? Ending { get; init; }

    /// <summary>All known formats.</summary>
    /// <remarks>
    /// From RFC 1952, RFC 8878, the bzip2 and lzop sources, and the specifications of Parquet ("PAR1" at both ends),
    /// ORC ("ORC" first, and last before the length of the postscript) and Avro ("Obj" and 1).
    /// </remarks>
    public static readonly FileFormat[] All =
    [
        new("gzip", static bytes => bytes.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b, 0x08]), [".gz", ".gzip"])
        {
            Compression = CopyCompression.Gzip,
            Keyword = "GZIP",
            HasCodec = true,
        },
        new("bzip2", IsBzip2, [".bz2"]) { Compression = CopyCompression.Bzip2, Keyword = "BZIP2" },
        new("lzop", IsLzop, [".lzo"]) { Compression = CopyCompression.Lzop, Keyword = "LZOP" },
        new("zstd", IsZstd, [".zst", ".zstd"])
        {
            Compression = CopyCompression.Zstd,
            Keyword = "ZSTD",
            HasCodec = true,
        },
        new("Parquet", static bytes => bytes.StartsWith("PAR1"u8), [".parquet"]) { Ending = static bytes => bytes.EndsWith("PAR1"u8) },
        new("ORC", static bytes => bytes.StartsWith("ORC"u8), [".orc"])
        {
            Ending = static bytes => bytes.Length == EndingLength && bytes.StartsWith("ORC"u8),
        },
        new("Avro", static bytes => bytes.StartsWith("Obj\u0001"u8), [".avro"]),
    ];

    /// <summary>Gets COPY's keywords for compressions, in ordinal order.</summary>
    public static IEnumerable<FileFormat> CopyCompressions =>
        All.Where(static format => format.Keyword is not null).OrderBy(static format => format.Keyword, StringComparer.Ordinal);

    /// <summary>Returns the row of a compression; null for none.</summary>
    public static FileFormat? Of(CopyCompression compression) =>
        compression == CopyCompression.None ? null : Array.Find(All, format => format.Compression == compression);

    /// <summary>Detects the format of a file.</summary>
    /// <param name="beginning">The first bytes. More bytes make the result more reliable.</param>
    /// <param name="ending">The last <see cref="EndingLength"/> bytes, or all if there are fewer.</param>
    /// <returns>The format, or null for text and unknown formats.</returns>
    public static FileFormat? Of(ReadOnlySpan<byte> beginning, ReadOnlySpan<byte> ending)
    {
        foreach (var format in All)
        {
            // A CSV file can begin with a column named ORC.
            if (format.IsMagic(beginning) && (format.Ending is null || format.Ending(ending) || HasControlCharacters(beginning)))
                return format;
        }
        return null;
    }

    static bool IsLzop(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'L', (byte)'Z', (byte)'O', 0x00, 0x0d, 0x0a, 0x1a, 0x0a]);

    /// <summary>
    /// Returns whether a block follows <c>BZh</c> and a digit, because the three letters alone can be text.
    /// </summary>
    static bool IsBzip2(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 10
        && bytes.StartsWith("BZh"u8)
        && bytes[3] is >= (byte)'1' and <= (byte)'9'
        && bytes.Slice(4).StartsWith((ReadOnlySpan<byte>)[0x31, 0x41, 0x59, 0x26, 0x53, 0x59]);

    /// <summary>
    /// Returns whether the bytes begin with a zstd frame, possibly after skippable frames, which pzstd writes first. LZ4 has
    /// the same skippable frames, so the bytes after them decide, if they are available.
    /// </summary>
    static bool IsZstd(ReadOnlySpan<byte> bytes)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            if (bytes.Length < sizeof(uint))
                return !isFirst;
            var magic = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            if (magic == 0xfd2fb528)
                return true;
            if ((magic & 0xfffffff0) != 0x184d2a50)
                return false;
            if (
                bytes.Length < SkippableHeaderLength
                || BinaryPrimitives.ReadUInt32LittleEndian(bytes.Slice(sizeof(uint))) is var length
                    && length > bytes.Length - SkippableHeaderLength
            )
                return true;
            bytes = bytes.Slice(SkippableHeaderLength + (int)length);
        }
    }

    static bool HasControlCharacters(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (value < ' ' && value is not ((byte)'\t' or (byte)'\n' or (byte)'\r'))
                return true;
        }
        return false;
    }
}
