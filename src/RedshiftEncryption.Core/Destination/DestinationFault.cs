namespace RedshiftEncryption.Destination;

/// <summary>Specifies why an object cannot be received into a file. Each value is an error ID.</summary>
internal enum DestinationFault
{
    /// <summary>
    /// The key cannot be the path of a file: it leaves the directory, or the file system does not allow the name.
    /// </summary>
    UnsafeKey,

    /// <summary>The key does not begin with the prefix to remove.</summary>
    OutsideKeyPrefix,

    /// <summary>A link below the destination leads away from the path of the key.</summary>
    OutsideDestination,

    /// <summary>Another object of the same command has the same file.</summary>
    DuplicatePath,

    /// <summary>The file exists and must not be overwritten.</summary>
    FileExists,

    /// <summary>The object expands to more than the limits allow.</summary>
    ExpandedTooLarge,

    /// <summary>The reader of the output has ended.</summary>
    OutputClosed,
}
