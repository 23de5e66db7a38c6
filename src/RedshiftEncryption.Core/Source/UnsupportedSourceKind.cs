namespace RedshiftEncryption.Source;

/// <summary>Specifies why a path cannot be uploaded.</summary>
internal enum UnsupportedSourceKind
{
    Unknown,

    /// <summary>A named pipe, a device or a socket.</summary>
    Special,

    /// <summary>A file for which the file system reports too few bytes, as in /proc.</summary>
    WithoutLength,

    /// <summary>A link to a directory, in a directory.</summary>
    Link,

    /// <summary>A name that is not UTF-8.</summary>
    Name,
}
