using System.Buffers.Binary;

namespace RedshiftEncryption.Codecs;

/// <summary>
/// Represents a file format: its first bytes, the suffixes of its names, and COPY's keyword for its compression.
/// </summary>
/// <param name="Name">The name for messages.</param>
/// <param name="IsMagic">Returns whether bytes begin like the format.</param>
/// <param name="Suffixes">The suffixes of names. This module writes the first one.</param>
/// <param name="Compression">The compression, if the format is one; none for files of records.</param>
/// <param name="Ending">Returns whether bytes end like the format, if its beginning can also be text.</param>
internal sealed record FileFormat(
    string Name,
    FileFormat.Recognizer IsMagic,
    string[] Suffixes,
    CopyCompression Compression = CopyCompression.None,
    FileFormat.Recognizer? Ending = null
)
{
    /// <summary>Returns whether bytes match a format. A delegate, because a span cannot be a type argument.</summary>
    public delegate bool Recognizer(ReadOnlySpan<byte> bytes);

    /// <summary>The number of bytes to examine at the end of a file.</summary>
    public const int EndingLength = 4;

    const int SkippableHeaderLength = 8;

    /// <summary>Gets COPY's keyword, if the format is a compression.</summary>
    public string Keyword => Compression.ToString().ToUpperInvariant();

    /// <summary>All known formats.</summary>
    /// <remarks>
    /// From RFC 1952, RFC 8878, the bzip2 and lzop sources, and the specifications of Parquet ("PAR1" at both ends),
    /// ORC ("ORC" first, and last before the length of the postscript) and Avro ("Obj" and 1).
    /// </remarks>
    public static readonly FileFormat[] All =
    [
        new("gzip", static bytes => bytes.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b, 0x08]), [".gz", ".gzip"], CopyCompression.Gzip),
        new("bzip2", IsBzip2, [".bz2"], CopyCompression.Bzip2),
        new(
            "lzop",
            static bytes => bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'L', (byte)'Z', (byte)'O', 0x00, 0x0d, 0x0a, 0x1a, 0x0a]),
            [".lzo"],
            CopyCompression.Lzop
        ),
        new("zstd", IsZstd, [".zst", ".zstd"], CopyCompression.Zstd),
        new("Parquet", static bytes => bytes.StartsWith("PAR1"u8), [".parquet"], Ending: static bytes => bytes.EndsWith("PAR1"u8)),
        new(
            "ORC",
            static bytes => bytes.StartsWith("ORC"u8),
            [".orc"],
            Ending: static bytes => bytes.Length == EndingLength && bytes.StartsWith("ORC"u8)
        ),
        new("Avro", static bytes => bytes.StartsWith("Obj\u0001"u8), [".avro"]),
    ];

    /// <summary>Gets the formats that are compressions, in the order of COPY's keywords.</summary>
    public static IEnumerable<FileFormat> Compressions =>
        All.Where(static format => format.Compression != CopyCompression.None)
            .OrderBy(static format => format.Keyword, StringComparer.Ordinal);

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
