namespace RedshiftEncryption.Source;

/// <summary>Why a path cannot be uploaded.</summary>
internal enum UnsupportedSourceKind
{
    Unknown,

    /// <summary>A named pipe, a device or a socket.</summary>
    Special,

    /// <summary>The file system reports fewer bytes than there are, as /proc does.</summary>
    WithoutLength,

    /// <summary>A link to a directory, in a directory.</summary>
    Link,

    /// <summary>A name that is not UTF-8.</summary>
    Name,
}
