namespace RedshiftEncryption;

/// <summary>Specifies the format of the files that COPY reads.</summary>
public enum CopyFormat
{
    /// <summary>Delimited fields. This is COPY's default, with <c>|</c> as the delimiter.</summary>
    Delimited,

    /// <summary><c>FORMAT AS CSV</c></summary>
    Csv,

    /// <summary>Fixed-width fields: <c>FIXEDWIDTH</c>.</summary>
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
