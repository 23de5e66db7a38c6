namespace RedshiftEncryption.Storage;

/// <summary>The names of storage classes. Servers have others, and S3 gets new ones.</summary>
internal static class StorageClassName
{
    /// <summary>The class that the server does not report.</summary>
    public const string Standard = "STANDARD";

    const string Glacier = "GLACIER";
    const string DeepArchive = "DEEP_ARCHIVE";

    /// <summary>Gets the classes that a bucket at AWS accepts in a write.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [Standard, "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", Glacier, DeepArchive, "REDUCED_REDUNDANCY"];

    /// <summary>Returns whether a text can be the name of a class.</summary>
    public static bool IsName(string text) =>
        text.Length > 0
        && text.All(static character => character is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_' or '-');

    /// <summary>Returns a name in the case that S3 requires. A name that is not known stays as it is.</summary>
    public static string Exact(string name) =>
        Known.FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase)) ?? name;

    /// <summary>Returns whether objects of the class must be restored before they can be read.</summary>
    public static bool IsArchive(string? name) => name is Glacier or DeepArchive;
}
