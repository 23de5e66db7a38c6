namespace RedshiftEncryption;

/// <summary>Which client-side encryption an object's metadata tells of.</summary>
public enum EnvelopeKind
{
    /// <summary>None: the object is not client-side encrypted.</summary>
    None,

    /// <summary>That of the first S3 encryption clients: the only one that COPY could read and that this module writes.</summary>
    V1,

    /// <summary>That of the second clients: <c>x-amz-key-v2</c>.</summary>
    V2,

    /// <summary>The key-committing one of the clients of late 2025 on: <c>x-amz-3</c>.</summary>
    V3,

    /// <summary>The envelope is in a second object, or the object is such a second one itself.</summary>
    InstructionFile,

    /// <summary>Fields are missing or malformed, or belong to more than one kind.</summary>
    Damaged,
}
