namespace RedshiftEncryption.Destination;

/// <summary>Why an object does not become a file; each has an error id of its own.</summary>
internal enum DestinationFault
{
    /// <summary>Its key cannot be the path of a file: it would lead elsewhere, or the file system has no such name.</summary>
    UnsafeKey,

    /// <summary>Its key does not begin with the prefix that is to be taken off.</summary>
    OutsideKeyPrefix,

    /// <summary>A link below the destination leads away from the path that the key names.</summary>
    OutsideDestination,

    /// <summary>Another object of the same command becomes the same file.</summary>
    DuplicatePath,

    /// <summary>The file is there, and must stay.</summary>
    FileExists,

    /// <summary>It expands to more than the limits permit.</summary>
    ExpandedTooLarge,
}
