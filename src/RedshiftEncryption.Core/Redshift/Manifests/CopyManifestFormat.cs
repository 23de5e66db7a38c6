namespace RedshiftEncryption.Redshift.Manifests;

/// <summary>The columnar formats: a manifest of such files has to tell the files' lengths.</summary>
internal static class CopyManifestFormat
{
    public const string Parquet = "Parquet";
    public const string Orc = "Orc";

    /// <summary>What COPY recognises at the end of such a file's name by itself.</summary>
    static readonly string[] Compressions = [".gz", ".snappy", ".bz2"];

    /// <summary>The format that an object's name tells of.</summary>
    /// <returns>Null for all others.</returns>
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
