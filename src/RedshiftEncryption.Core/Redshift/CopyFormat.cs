namespace RedshiftEncryption;

/// <summary>The format of the files.</summary>
public enum CopyFormat
{
    /// <summary>Fields with a delimiter between them; COPY's own default, with <c>|</c>.</summary>
    Delimited,

    /// <summary><c>FORMAT AS CSV</c></summary>
    Csv,

    /// <summary><c>FORMAT AS JSON</c></summary>
    Json,
}
