namespace RedshiftEncryption.Storage;

/// <summary>Specifies why a request to an object store failed; each value has its own error ID.</summary>
internal enum ObjectStoreFault
{
    /// <summary>The server refused the request; its error code states the reason.</summary>
    RequestRefused,
    BucketNotFound,
    ObjectNotFound,
    ObjectExists,
    AccessDenied,

    /// <summary>The object was overwritten while it was read.</summary>
    ObjectChanged,

    /// <summary>The range begins at or after the object's end.</summary>
    RangeNotSatisfiable,

    /// <summary>The multipart upload does not exist, or no longer exists.</summary>
    UploadNotFound,
    InvalidCredentials,
    WrongRegion,

    /// <summary>The user metadata is longer than S3 stores.</summary>
    MetadataTooLarge,

    /// <summary>An S3-compatible server does not implement the request or one of its headers.</summary>
    NotImplemented,

    /// <summary>The server stored the object, but not with the requested encryption.</summary>
    EncryptionIgnored,

    /// <summary>
    /// The server's response does not match the request: another range or object, a wrong length, or another kind of
    /// document.
    /// </summary>
    InvalidResponse,

    /// <summary>The write could not be confirmed, neither by the response nor by reading the object back.</summary>
    WriteNotConfirmed,

    /// <summary>
    /// The server redirects to a target that must not be followed automatically: another host, or https instead of
    /// http.
    /// </summary>
    Redirected,

    /// <summary>There was no response, the connection broke, or a server error persisted through all retries.</summary>
    Unavailable,
}
