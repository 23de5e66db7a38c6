namespace RedshiftEncryption.Storage;

/// <summary>
/// One S3 endpoint with one set of credentials. Every method may be called side by side; every failure is an
/// <see cref="ObjectStoreException"/>, a cancellation an <see cref="OperationCanceledException"/>.
/// </summary>
internal interface IObjectStore : IDisposable
{
    /// <summary>The region that requests are signed for.</summary>
    string Region { get; }

    /// <summary>The endpoint where it is not AWS's own; null for AWS.</summary>
    string? EndpointUrl { get; }

    /// <summary>The profile that was named, if any.</summary>
    string? ProfileName { get; }

    /// <summary>Whether contents are to come with their CRC-32C: AWS verifies it, other servers may choke on it.</summary>
    bool TakesChecksums { get; }

    /// <summary>Stores a whole object in one request.</summary>
    /// <exception cref="ObjectStoreException"><see cref="ObjectStoreFault.WriteNotConfirmed"/> where the response does not
    /// say that it was done, here and in all that writes an object.</exception>
    Task<StoredObject> PutAsync(ObjectWrite write, ArraySegment<byte> content, uint? crc32C, CancellationToken cancellationToken);

    /// <summary>
    /// Opens a multipart upload. A cancellation does not cut the request off at once: the server would open one whose id
    /// nobody knows.
    /// </summary>
    Task<StartedUpload> StartUploadAsync(ObjectWrite write, CancellationToken cancellationToken);

    /// <summary>Sends one part of it.</summary>
    Task<UploadedPart> UploadPartAsync(
        S3Address address,
        string uploadId,
        int number,
        ArraySegment<byte> content,
        uint? crc32C,
        CancellationToken cancellationToken
    );

    /// <summary>Makes an object of the parts.</summary>
    /// <exception cref="ObjectStoreException"><see cref="ObjectStoreFault.UploadNotFound"/> also where an earlier reply,
    /// that it was done, was lost.</exception>
    Task<StoredObject> CompleteUploadAsync(
        ObjectWrite write,
        string uploadId,
        IReadOnlyList<UploadedPart> parts,
        uint? crc32C,
        CancellationToken cancellationToken
    );

    /// <summary>Gives the upload and its parts up.</summary>
    Task AbortUploadAsync(S3Address address, string uploadId, CancellationToken cancellationToken);

    /// <summary>Opens an object, or a range of it, for reading.</summary>
    /// <param name="address">The object.</param>
    /// <param name="range">Null for the whole; else at least one of its bytes must exist.</param>
    /// <param name="eTag">The object must still have this one; null for any.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<ObjectContent> ReadAsync(S3Address address, ContentRange? range, string? eTag, CancellationToken cancellationToken);

    /// <summary>Whether an object is there, and what the server says of it.</summary>
    /// <returns>Null when there is none.</returns>
    Task<ObjectDescription?> FindAsync(S3Address address, CancellationToken cancellationToken);

    /// <summary>What the server says of an object that must be there.</summary>
    Task<ObjectDescription> DescribeAsync(S3Address address, CancellationToken cancellationToken);

    /// <summary>
    /// What the server says of an object that has just been written, with the CRC-32C of its content where contents come
    /// with one.
    /// </summary>
    Task<ObjectDescription> DescribeStoredAsync(S3Address address, CancellationToken cancellationToken);

    /// <summary>An object's tags.</summary>
    Task<IReadOnlyDictionary<string, string>> GetTagsAsync(S3Address address, CancellationToken cancellationToken);

    /// <summary>Gives an object these tags in place of its own.</summary>
    Task SetTagsAsync(S3Address address, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken);

    /// <summary>
    /// Copies an object of at most 5 GiB on the server; what is said of the copy is what the write says, not what the
    /// source has, but for the tags: they go along.
    /// </summary>
    /// <param name="source">What is copied.</param>
    /// <param name="eTag">It must still have this one.</param>
    /// <param name="write">The copy, which may be the object itself.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<StoredObject> CopyAsync(S3Address source, string eTag, ObjectWrite write, CancellationToken cancellationToken);

    /// <summary>Copies a range of an object on the server into a part of a multipart upload.</summary>
    Task<UploadedPart> CopyPartAsync(
        S3Address source,
        string eTag,
        ContentRange range,
        S3Address address,
        string uploadId,
        int number,
        CancellationToken cancellationToken
    );

    /// <summary>Lists the current objects whose keys begin with a prefix, a page a call: there may be millions.</summary>
    /// <param name="bucketName">The bucket.</param>
    /// <param name="keyPrefix">Taken literally; empty for the whole bucket.</param>
    /// <param name="continuation">From the page before; null for the first one.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ObjectStoreException"><see cref="ObjectStoreFault.InvalidResponse"/> also where the listing would
    /// never end, or ends early.</exception>
    Task<ObjectPage> ListAsync(string bucketName, string keyPrefix, string? continuation, CancellationToken cancellationToken);

    /// <summary>The names of the account's buckets.</summary>
    Task<IReadOnlyList<string>> ListBucketsAsync(CancellationToken cancellationToken);

    /// <summary>The first thousand of what is below a key prefix up to the next slash, for somebody to choose from.</summary>
    /// <param name="bucketName">The bucket.</param>
    /// <param name="keyPrefix">Taken literally; need not end in a slash.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<KeyLevel> ListLevelAsync(string bucketName, string keyPrefix, CancellationToken cancellationToken);
}
