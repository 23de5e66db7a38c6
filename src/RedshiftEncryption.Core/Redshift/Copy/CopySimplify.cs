namespace RedshiftEncryption;

/// <summary>Which geometries of a shapefile COPY simplifies.</summary>
public enum CopySimplify
{
    /// <summary><c>SIMPLIFY</c>: all.</summary>
    All,

    /// <summary><c>SIMPLIFY AUTO</c>: those that would be too large.</summary>
    Auto,
}
