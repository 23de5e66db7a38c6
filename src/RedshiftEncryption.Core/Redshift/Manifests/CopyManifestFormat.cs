namespace RedshiftEncryption.Redshift.Manifests;

/// <summary>Defines the columnar formats. A manifest of columnar files must contain their lengths.</summary>
internal static class CopyManifestFormat
{
    public const string Parquet = "Parquet";
    public const string Orc = "Orc";

    /// <summary>The suffixes by which COPY detects the compression of columnar files.</summary>
    static readonly string[] Compressions = [".gz", ".snappy", ".bz2"];

    /// <summary>Detects the format by an object's name.</summary>
    /// <returns>The format, or null for all other names.</returns>
    public static string? ByName(string name)
    {
        var compression = Array.Find(Compressions, suffix => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
        var length = name.Length - (compression?.Length ?? 0);
        return EndsWith(name, length, ".parquet") ? Parquet
            : EndsWith(name, length, ".orc") ? Orc
            : null;
    }

    static bool EndsWith(string name, int length, string suffix) =>
        length >= suffix.Length
        && string.Compare(name, length - suffix.Length, suffix, 0, suffix.Length, StringComparison.OrdinalIgnoreCase) == 0;
}
