namespace RedshiftEncryption.Codecs;

/// <summary>Describes a content by its beginning and its end, before it is processed.</summary>
/// <param name="Format">The format; null if it is not a known one.</param>
/// <param name="HasUtf16Mark">Whether the content begins with a byte order mark of UTF-16 or UTF-32.</param>
/// <param name="Nul">The position of the first NUL byte in the beginning; -1 for none.</param>
internal sealed record ContentLook(FileFormat? Format, bool HasUtf16Mark, int Nul)
{
    /// <summary>The number of bytes to examine at the beginning. The rest is examined while it is read.</summary>
    public const int BeginningLength = 64 * 1024;

    /// <summary>Gets the result for text.</summary>
    public static ContentLook Text { get; } = new(Format: null, HasUtf16Mark: false, Nul: -1);

    /// <summary>Gets whether the content is text with one-byte line feeds, which can be split and compressed.</summary>
    public bool IsText => Format is null && !HasUtf16Mark && Nul < 0;

    public CopyCompression Compression => Format?.Compression ?? CopyCompression.None;

    /// <summary>Gets a predicate for messages that describes content that is not text.</summary>
    public string Finding =>
        this switch
        {
            { Format.Compression: not CopyCompression.None } => $"is compressed ({Format!.Name})",
            { Format: not null } => $"is {(Format.Name[0] is 'O' or 'A' ? "an" : "a")} {Format.Name} file",
            { HasUtf16Mark: true } => "is in UTF-16 or UTF-32",
            _ => $"contains a NUL byte (at byte {Nul}), so it is binary, or in UTF-16 or UTF-32",
        };

    /// <summary>Examines a content.</summary>
    /// <param name="beginning">The first <see cref="BeginningLength"/> bytes, or all.</param>
    /// <param name="ending">The last <see cref="FileFormat.EndingLength"/> bytes, or all.</param>
    public static ContentLook At(ReadOnlySpan<byte> beginning, ReadOnlySpan<byte> ending) =>
        new(
            FileFormat.Of(beginning, ending),
            beginning.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe])
                || beginning.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff])
                || beginning.StartsWith((ReadOnlySpan<byte>)[0x00, 0x00, 0xfe, 0xff]),
            beginning.IndexOf((byte)0)
        );
}
