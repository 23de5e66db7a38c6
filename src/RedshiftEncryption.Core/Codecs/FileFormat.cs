using System.Buffers.Binary;

namespace RedshiftEncryption.Codecs;

/// <summary>
/// A format that a file is recognized by: its first bytes, the suffixes of its name, and what COPY calls its compression.
/// </summary>
/// <param name="Name">For messages.</param>
/// <param name="IsMagic">Whether bytes begin as the format does.</param>
/// <param name="Suffixes">Of names; the first is the one that this module gives.</param>
/// <param name="Compression">The compression that the format is; none for files of records.</param>
/// <param name="Ending">Whether bytes end as the format does, where its beginning alone may be text.</param>
internal sealed record FileFormat(
    string Name,
    FileFormat.Recognizer IsMagic,
    string[] Suffixes,
    CopyCompression Compression = CopyCompression.None,
    FileFormat.Recognizer? Ending = null
)
{
    /// <summary>A delegate of its own: a span is no type argument.</summary>
    public delegate bool Recognizer(ReadOnlySpan<byte> bytes);

    /// <summary>How many bytes at a file's end tell.</summary>
    public const int EndingLength = 4;

    const int SkippableHeaderLength = 8;

    /// <summary>COPY's keyword, where the format is a compression.</summary>
    public string Keyword => Compression.ToString().ToUpperInvariant();

    /// <remarks>
    /// RFC 1952, RFC 8878, the bzip2 and lzop sources, the specifications of Parquet ("PAR1" at both ends), ORC ("ORC" first, and
    /// last but for the postscript's length) and Avro ("Obj" and 1).
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

    /// <summary>Those that are compressions, in the order of COPY's keywords.</summary>
    public static IEnumerable<FileFormat> Compressions =>
        All.Where(static format => format.Compression != CopyCompression.None)
            .OrderBy(static format => format.Keyword, StringComparer.Ordinal);

    /// <summary>The format of a file.</summary>
    /// <param name="beginning">Its first bytes; the more, the surer.</param>
    /// <param name="ending">Its last <see cref="EndingLength"/> bytes, or what there is of them.</param>
    /// <returns>Null where it is none of these: text, or what nobody knows.</returns>
    public static FileFormat? Of(ReadOnlySpan<byte> beginning, ReadOnlySpan<byte> ending)
    {
        foreach (var format in All)
        {
            // A CSV file may begin with a column that is called ORC.
            if (format.IsMagic(beginning) && (format.Ending is null || format.Ending(ending) || HasControlCharacters(beginning)))
                return format;
        }
        return null;
    }

    /// <summary>After <c>BZh</c> and a digit comes a block: three letters alone might be text.</summary>
    static bool IsBzip2(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 10
        && bytes.StartsWith("BZh"u8)
        && bytes[3] is >= (byte)'1' and <= (byte)'9'
        && bytes.Slice(4).StartsWith((ReadOnlySpan<byte>)[0x31, 0x41, 0x59, 0x26, 0x53, 0x59]);

    /// <summary>
    /// A frame, also behind skippable ones, with which pzstd begins. LZ4 has the same skippable frames, so what follows them
    /// tells, as far as it is there.
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
