namespace RedshiftEncryption.Operations;

/// <summary>Represents the file that an object was made from.</summary>
/// <param name="Path">The file's absolute path.</param>
/// <param name="Name">The path below the directory, with slashes, as in the key.</param>
/// <param name="Compression">The compression that the object's key adds to the file's; null if it adds none.</param>
internal sealed record SourceMatch(string Path, string Name, CopyCompression? Compression)
{
    /// <summary>Gets whether the object is one of several that the file was split into.</summary>
    public bool IsSplit { get; init; }
}
