namespace RedshiftEncryption;

/// <summary>What becomes of a file's first record when the file is split.</summary>
public enum HeaderRow
{
    /// <summary>There is no header: the first record is data.</summary>
    None,

    /// <summary>It begins every object: COPY is to be told IGNOREHEADER 1.</summary>
    Repeat,

    /// <summary>It is in no object.</summary>
    Drop,
}
