namespace RedshiftEncryption;

/// <summary>The format of the files that COPY reads.</summary>
public enum CopyFormat
{
    /// <summary>Fields with a delimiter between them; COPY's own default, with <c>|</c>.</summary>
    Delimited,

    /// <summary><c>FORMAT AS CSV</c></summary>
    Csv,

    /// <summary>Fields of fixed widths, by <c>FIXEDWIDTH</c>.</summary>
    FixedWidth,

    /// <summary><c>FORMAT AS SHAPEFILE</c></summary>
    Shapefile,

    /// <summary><c>FORMAT AS AVRO</c></summary>
    Avro,

    /// <summary><c>FORMAT AS JSON</c></summary>
    Json,

    /// <summary><c>FORMAT AS PARQUET</c></summary>
    Parquet,

    /// <summary><c>FORMAT AS ORC</c></summary>
    Orc,
}
