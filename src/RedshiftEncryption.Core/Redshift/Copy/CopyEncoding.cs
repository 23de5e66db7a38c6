namespace RedshiftEncryption;

/// <summary>Specifies the text encoding of the files. COPY's default is UTF-8.</summary>
public enum CopyEncoding
{
    /// <summary><c>UTF8</c></summary>
    Utf8,

    /// <summary><c>UTF16</c>, with a byte order mark.</summary>
    Utf16,

    /// <summary><c>UTF16LE</c></summary>
    Utf16LE,

    /// <summary><c>UTF16BE</c></summary>
    Utf16BE,

    /// <summary><c>ISO88591</c></summary>
    Iso88591,
}
