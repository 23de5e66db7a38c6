namespace RedshiftEncryption.Storage;

/// <summary>Why a request to an object store failed; each has an error id of its own.</summary>
internal enum ObjectStoreFault
{
    /// <summary>The server refused for a reason that its own code names.</summary>
    RequestRefused,
    BucketNotFound,
    ObjectNotFound,
    ObjectExists,
    AccessDenied,

    /// <summary>The object is no longer the one that was being read.</summary>
    ObjectChanged,

    /// <summary>The range begins at or after the object's end.</summary>
    RangeNotSatisfiable,

    /// <summary>The multipart upload does not exist, or no longer.</summary>
    UploadNotFound,
    InvalidCredentials,
    WrongRegion,

    /// <summary>An S3-compatible server does not know the request, or one of its headers.</summary>
    NotImplemented,

    /// <summary>The server stored the object, but not encrypted as asked for.</summary>
    EncryptionIgnored,

    /// <summary>
    /// The server's response is not one to this request: another range or object, a length that does not fit, a document of
    /// another kind.
    /// </summary>
    InvalidResponse,

    /// <summary>Whether the object was stored could not be confirmed: the response does not say so, and neither does the object.</summary>
    WriteNotConfirmed,

    /// <summary>The server redirects to where requests must not follow by themselves: another host, or from http to https.</summary>
    Redirected,

    /// <summary>No answer, a broken connection, or a server error that outlasted the retries.</summary>
    Unavailable,
}
