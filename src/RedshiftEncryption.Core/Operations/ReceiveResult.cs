using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>Represents an object that was received into a file.</summary>
/// <param name="Address">The object, with the version that was read, if the bucket has versioning.</param>
/// <param name="Path">The file's absolute path.</param>
/// <param name="ObjectLength">The length of the object in bytes.</param>
/// <param name="FileLength">The length of the file in bytes.</param>
/// <param name="Envelope">The envelope by its name in <see cref="EnvelopeKind"/>.</param>
/// <param name="RootKey">The symmetric root key that decrypted the object, if any.</param>
/// <param name="OpenedBy">What opened the object: see <see cref="EncryptedS3Object.OpenedBy"/>.</param>
/// <param name="Unpacked">The compression of the content that was decompressed.</param>
internal sealed record ReceiveResult(
    S3Address Address,
    string Path,
    long ObjectLength,
    long FileLength,
    string Envelope,
    RootKey? RootKey,
    string? OpenedBy,
    CopyCompression Unpacked
)
{
    /// <summary>Gets whether the file existed and was left as it is. Then no root key was tried.</summary>
    public bool WasSkipped { get; init; }
}
