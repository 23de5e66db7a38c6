namespace RedshiftEncryption;

/// <summary>Specifies how the first record of a file is handled when the file is split.</summary>
public enum HeaderRow
{
    /// <summary>The file has no header. The first record is data.</summary>
    None,

    /// <summary>Every object begins with the header, so COPY needs IGNOREHEADER 1.</summary>
    Repeat,

    /// <summary>No object contains the header.</summary>
    Drop,
}
