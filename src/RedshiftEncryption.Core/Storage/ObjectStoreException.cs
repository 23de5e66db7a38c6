using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>
/// Thrown when a request to an object store fails. The message contains the object's name and the server's error code.
/// </summary>
public sealed class ObjectStoreException : Exception, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public ObjectStoreException() { }

    /// <summary>Creates the exception.</summary>
    public ObjectStoreException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public ObjectStoreException(string message, Exception? innerException)
        : base(message, innerException) { }

    internal ObjectStoreException(ObjectStoreFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    internal ObjectStoreFault Fault { get; }

    /// <summary>
    /// Gets whether the server reported that it did not process the request. A missing response does not count.
    /// </summary>
    internal bool IsRejection { get; init; }

    /// <summary>
    /// Gets whether no connection was made: the name was not resolved, or the connection was refused or not trusted.
    /// </summary>
    internal bool IsUnreachable => Scope == FaultScope.Endpoint;

    /// <summary>Gets how long the server asks to wait before the next request; null if it does not ask.</summary>
    internal TimeSpan? RetryAfter { get; init; }

    /// <summary>Gets which other items would have the same fault.</summary>
    internal FaultScope Scope { get; init; }

    /// <summary>Gets the bucket of the request; null if it is not known.</summary>
    internal string? BucketName { get; init; }

    /// <summary>Gets the bucket's region as the server reports it; null if it does not.</summary>
    internal string? Region { get; init; }

    string IItemFailure.ErrorId =>
        Fault switch
        {
            ObjectStoreFault.NotImplemented => "RequestNotImplemented",
            ObjectStoreFault.EncryptionIgnored => "ServerSideEncryptionIgnored",
            ObjectStoreFault.Redirected => "EndpointRedirected",
            ObjectStoreFault.Unavailable => "EndpointUnavailable",
            // Scripts do not need their own IDs for these: the server's error code is in the message.
            ObjectStoreFault.RangeNotSatisfiable or ObjectStoreFault.UploadNotFound => nameof(ObjectStoreFault.RequestRefused),
            var fault => fault.ToString(),
        };
}
