namespace RedshiftEncryption;

/// <summary>Specifies the format of the files that UNLOAD writes.</summary>
public enum UnloadFormat
{
    /// <summary>Delimited fields. This is UNLOAD's default, with <c>|</c> as the delimiter.</summary>
    Delimited,

    /// <summary><c>FORMAT AS CSV</c></summary>
    Csv,

    /// <summary>Fixed-width fields: <c>FIXEDWIDTH</c>.</summary>
    FixedWidth,

    /// <summary><c>FORMAT AS PARQUET</c></summary>
    Parquet,

    /// <summary><c>FORMAT AS JSON</c></summary>
    Json,
}
