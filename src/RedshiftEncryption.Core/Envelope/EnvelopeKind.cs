namespace RedshiftEncryption;

/// <summary>Specifies the client-side encryption that an object's metadata describes.</summary>
public enum EnvelopeKind
{
    /// <summary>None: the object is not client-side encrypted.</summary>
    None,

    /// <summary>
    /// The envelope of the first S3 encryption clients, the only one that COPY could read and that this module writes.
    /// </summary>
    V1,

    /// <summary>The envelope of the second generation of clients: <c>x-amz-key-v2</c>.</summary>
    V2,

    /// <summary>The key-committing envelope of clients since late 2025: <c>x-amz-3</c>.</summary>
    V3,

    /// <summary>The envelope is in a second object, or the object is itself such an instruction file.</summary>
    InstructionFile,

    /// <summary>Fields are missing, malformed, or from more than one kind of envelope.</summary>
    Damaged,
}
