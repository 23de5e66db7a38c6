using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>A request to an object store failed. The message names the object and the server's own code.</summary>
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

    /// <summary>Whether the server itself says that it did nothing of the request. A response that is missing does not say so.</summary>
    internal bool IsRejection { get; init; }

    /// <summary>Whether there was no connection: the name is not resolved, or the connection is refused or not trusted.</summary>
    internal bool IsUnreachable => Scope == FaultScope.Endpoint;

    /// <summary>How long the server asks to wait before the next request; null where it does not.</summary>
    internal TimeSpan? RetryAfter { get; init; }

    /// <summary>Which other items would meet it too.</summary>
    internal FaultScope Scope { get; init; }

    /// <summary>The bucket of the request; null where it is not known.</summary>
    internal string? BucketName { get; init; }

    /// <summary>Where the server says that the bucket is; null where it does not.</summary>
    internal string? Region { get; init; }

    string IItemFailure.ErrorId =>
        Fault switch
        {
            ObjectStoreFault.NotImplemented => "RequestNotImplemented",
            ObjectStoreFault.EncryptionIgnored => "ServerSideEncryptionIgnored",
            ObjectStoreFault.Redirected => "EndpointRedirected",
            ObjectStoreFault.Unavailable => "EndpointUnavailable",
            // Of no use to a script: the server's own code is in the message.
            ObjectStoreFault.RangeNotSatisfiable or ObjectStoreFault.UploadNotFound => nameof(ObjectStoreFault.RequestRefused),
            var fault => fault.ToString(),
        };
}
