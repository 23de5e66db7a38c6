namespace RedshiftEncryption;

/// <summary>Specifies which geometries of a shapefile COPY simplifies.</summary>
public enum CopySimplify
{
    /// <summary><c>SIMPLIFY</c>: all geometries.</summary>
    All,

    /// <summary><c>SIMPLIFY AUTO</c>: only geometries that are too large.</summary>
    Auto,
}
