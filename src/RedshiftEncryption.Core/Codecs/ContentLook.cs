namespace RedshiftEncryption.Codecs;

/// <summary>What a content's beginning and end tell of it, before anything is done with it.</summary>
/// <param name="Format">Null where it is none of those that are known.</param>
/// <param name="HasUtf16Mark">Whether it begins with a byte order mark of UTF-16 or UTF-32.</param>
/// <param name="Nul">Where the first NUL byte of the beginning is; -1 for none.</param>
internal sealed record ContentLook(FileFormat? Format, bool HasUtf16Mark, int Nul)
{
    /// <summary>How much of a content is looked at, in bytes. What comes later is looked at as it is read.</summary>
    public const int BeginningLength = 64 * 1024;

    /// <summary>Text in an encoding in which a line feed is one byte: what can be split and compressed.</summary>
    public bool IsText => Format is null && !HasUtf16Mark && Nul < 0;

    public CopyCompression Compression => Format?.Compression ?? CopyCompression.None;

    /// <summary>What the content is, as a message goes on after its name, where it is no text.</summary>
    public string Finding =>
        this switch
        {
            { Format.Compression: not CopyCompression.None } => $"is compressed ({Format!.Name})",
            { Format: not null } => $"is {(Format.Name[0] is 'O' or 'A' ? "an" : "a")} {Format.Name} file",
            { HasUtf16Mark: true } => "is in UTF-16 or UTF-32",
            _ => $"contains a NUL byte (at byte {Nul}), so it is binary, or in UTF-16 or UTF-32",
        };

    /// <summary>Looks at a content.</summary>
    /// <param name="beginning">Its first <see cref="BeginningLength"/> bytes, or all.</param>
    /// <param name="ending">Its last <see cref="FileFormat.EndingLength"/> bytes, or all.</param>
    public static ContentLook At(ReadOnlySpan<byte> beginning, ReadOnlySpan<byte> ending) =>
        new(
            FileFormat.Of(beginning, ending),
            beginning.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe])
                || beginning.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff])
                || beginning.StartsWith((ReadOnlySpan<byte>)[0x00, 0x00, 0xfe, 0xff]),
            beginning.IndexOf((byte)0)
        );
}
