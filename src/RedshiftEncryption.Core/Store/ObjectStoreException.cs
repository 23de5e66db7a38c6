namespace RedshiftEncryption;

/// <summary>A request to an object store failed. The message names the object, the server's own code and the remedy.</summary>
public sealed class ObjectStoreException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ObjectStoreException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public ObjectStoreException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public ObjectStoreException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal ObjectStoreException(ObjectStoreFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    internal ObjectStoreFault Fault { get; }

    /// <summary>Which other items would meet it too.</summary>
    internal FaultScope Scope { get; init; }

    /// <summary>The bucket of the request; null where it is not known.</summary>
    internal string? BucketName { get; init; }
}
