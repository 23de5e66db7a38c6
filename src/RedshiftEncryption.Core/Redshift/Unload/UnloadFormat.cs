namespace RedshiftEncryption;

/// <summary>The format of the files that UNLOAD writes.</summary>
public enum UnloadFormat
{
    /// <summary>Fields with a delimiter between them; UNLOAD's own default, with <c>|</c>.</summary>
    Delimited,

    /// <summary><c>FORMAT AS CSV</c></summary>
    Csv,

    /// <summary>Fields of fixed widths, by <c>FIXEDWIDTH</c>.</summary>
    FixedWidth,

    /// <summary><c>FORMAT AS PARQUET</c></summary>
    Parquet,

    /// <summary><c>FORMAT AS JSON</c></summary>
    Json,
}
