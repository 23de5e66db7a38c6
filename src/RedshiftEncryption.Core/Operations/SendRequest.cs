using RedshiftEncryption.Splitting;

namespace RedshiftEncryption.Operations;

/// <summary>Specifies a file to send, and how its objects get their keys.</summary>
/// <param name="SourcePath">An absolute file system path.</param>
/// <param name="BucketName">The bucket to upload to.</param>
internal sealed record SendRequest(string SourcePath, string BucketName)
{
    /// <summary>Gets the key of the whole file; null if it follows from the path.</summary>
    public string? Key { get; init; }

    /// <summary>Gets the absolute path of the directory that the key is relative to; null for only the file's name.</summary>
    public string? BasePath { get; init; }

    /// <summary>Gets the prefix of the key.</summary>
    public string? KeyPrefix { get; init; }

    /// <summary>Gets the compression of the objects, which adds a suffix to their keys.</summary>
    public CopyCompression Compression { get; init; }

    /// <summary>Gets how the file is split into objects; null for one object.</summary>
    public SplitRequest? Split { get; init; }
}
