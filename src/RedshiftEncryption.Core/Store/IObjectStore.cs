namespace RedshiftEncryption;

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

    /// <summary>Stores a whole object in one request.</summary>
    Task<StoredObject> PutAsync(ObjectWrite write, ArraySegment<byte> content, CancellationToken cancellationToken);

    /// <summary>Opens a multipart upload.</summary>
    Task<StartedUpload> StartUploadAsync(ObjectWrite write, CancellationToken cancellationToken);

    /// <summary>Sends one part of it.</summary>
    Task<UploadedPart> UploadPartAsync(ObjectAddress address, string uploadId, int number, ArraySegment<byte> content, CancellationToken cancellationToken);

    /// <summary>Makes an object of the parts.</summary>
    Task<StoredObject> CompleteUploadAsync(ObjectWrite write, string uploadId, IReadOnlyList<UploadedPart> parts, CancellationToken cancellationToken);

    /// <summary>Gives the upload and its parts up.</summary>
    Task AbortUploadAsync(ObjectAddress address, string uploadId, CancellationToken cancellationToken);

    /// <summary>Opens an object for reading.</summary>
    Task<ObjectContent> ReadAsync(ObjectAddress address, CancellationToken cancellationToken);

    /// <summary>Whether an object is there, and its server-side encryption.</summary>
    /// <returns>Null when there is none.</returns>
    Task<StoredObject?> FindAsync(ObjectAddress address, CancellationToken cancellationToken);
}
