using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>An object that has become a file.</summary>
/// <param name="Address">The object, with the version that was read, if the bucket has versions.</param>
/// <param name="Path">The file's absolute path.</param>
/// <param name="ObjectLength">In bytes.</param>
/// <param name="FileLength">In bytes.</param>
/// <param name="Envelope">By its name in <see cref="EnvelopeKind"/>.</param>
/// <param name="RootKey">Opened the object; null where it is not client-side encrypted.</param>
/// <param name="Unpacked">The compression that was taken off.</param>
internal sealed record ReceiveResult(
    S3Address Address,
    string Path,
    long ObjectLength,
    long FileLength,
    string Envelope,
    RootKey? RootKey,
    CopyCompression Unpacked
);
