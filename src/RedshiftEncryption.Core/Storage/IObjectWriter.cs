namespace RedshiftEncryption.Storage;

/// <summary>Writes objects, in the same way. Only reading an object back can prove what a write did.</summary>
internal interface IObjectWriter : IObjectReader
{
    /// <summary>Gets whether uploads include a CRC-32C: AWS verifies it, but other servers may fail on it.</summary>
    bool TakesChecksums { get; }

    /// <summary>Stores a whole object in one request.</summary>
    /// <exception cref="ObjectStoreException"><see cref="ObjectStoreFault.WriteNotConfirmed"/> if the response does not
    /// confirm the write; the same applies to all methods that write an object.</exception>
    Task<StoredObject> PutAsync(ObjectWrite write, ArraySegment<byte> content, uint? crc32C, CancellationToken cancellationToken);

    /// <summary>
    /// Starts a multipart upload. A cancellation does not abort the request immediately: the server could start an
    /// upload whose ID is then unknown.
    /// </summary>
    Task<StartedUpload> StartUploadAsync(ObjectWrite write, CancellationToken cancellationToken);

    /// <summary>Uploads one part of a multipart upload.</summary>
    Task<UploadedPart> UploadPartAsync(
        S3Address address,
        string uploadId,
        int number,
        ArraySegment<byte> content,
        uint? crc32C,
        CancellationToken cancellationToken
    );

    /// <summary>Completes a multipart upload, which creates the object from its parts.</summary>
    /// <exception cref="ObjectStoreException"><see cref="ObjectStoreFault.UploadNotFound"/> also if the response to an
    /// earlier, successful attempt was lost.</exception>
    Task<StoredObject> CompleteUploadAsync(
        ObjectWrite write,
        string uploadId,
        IReadOnlyList<UploadedPart> parts,
        uint? crc32C,
        CancellationToken cancellationToken
    );

    /// <summary>Aborts a multipart upload and deletes its parts.</summary>
    Task AbortUploadAsync(S3Address address, string uploadId, CancellationToken cancellationToken);

    /// <summary>Lists the parts of an open multipart upload, one page per call.</summary>
    /// <param name="address">The object that the upload would create.</param>
    /// <param name="uploadId">The ID of the upload.</param>
    /// <param name="after">The part number after which the page begins; 0 for the first page.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ObjectStoreException"><see cref="ObjectStoreFault.UploadNotFound"/> if the upload does not exist, or no
    /// longer exists.</exception>
    Task<PartPage> ListPartsAsync(S3Address address, string uploadId, int after, CancellationToken cancellationToken);

    /// <summary>Lists the open multipart uploads below a key prefix, one page per call, of all clients.</summary>
    /// <param name="bucketName">The bucket.</param>
    /// <param name="keyPrefix">A literal prefix; empty for the whole bucket.</param>
    /// <param name="continuation">The continuation of the previous page; null for the first page.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ObjectStoreException"><see cref="ObjectStoreFault.InvalidResponse"/> also if the listing is
    /// endless or incomplete.</exception>
    Task<UploadPage> ListUploadsAsync(string bucketName, string keyPrefix, string? continuation, CancellationToken cancellationToken);

    /// <summary>
    /// Gets the server's description of an object that has just been written, including the CRC-32C of its content if
    /// uploads include one.
    /// </summary>
    Task<ObjectDescription> DescribeStoredAsync(S3Address address, CancellationToken cancellationToken);

    /// <summary>Replaces an object's tags.</summary>
    Task SetTagsAsync(S3Address address, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken);

    /// <summary>
    /// Copies an object of at most 5 GiB on the server. The copy gets the properties of the write and not those of the
    /// source, except for the tags, which are preserved.
    /// </summary>
    /// <param name="source">The object to copy.</param>
    /// <param name="eTag">The ETag that the source must still have.</param>
    /// <param name="write">The copy, which can be the source object itself.</param>
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
}
