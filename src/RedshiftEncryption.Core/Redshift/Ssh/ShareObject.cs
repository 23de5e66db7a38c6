using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Redshift.Ssh;

/// <summary>Represents one object of a share.</summary>
/// <param name="Address">The object, with its version if its bucket has versioning.</param>
/// <param name="ETag">The ETag that it must still have, without quotes.</param>
/// <param name="Length">The length of the object in bytes.</param>
internal sealed record ShareObject(S3Address Address, string ETag, long Length)
{
    /// <summary>Gets the length of the decrypted content in bytes; null if it is known only after reading the object.</summary>
    public long? PlaintextLength { get; init; }

    /// <summary>Gets whether the content begins with a header line, which is not streamed.</summary>
    public bool HasHeader { get; init; }
}
