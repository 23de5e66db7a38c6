using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>Thrown when the state of an upload cannot be stored or read, or when another process is resuming the upload.</summary>
public sealed class UploadStateException : Exception, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public UploadStateException() { }

    /// <summary>Creates the exception.</summary>
    public UploadStateException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public UploadStateException(string message, Exception? innerException)
        : base(message, innerException) { }

    /// <summary>Gets whether another process has the state open.</summary>
    public bool IsInUse { get; private init; }

    string IItemFailure.ErrorId => IsInUse ? "UploadInProgress" : "UploadStateUnusable";

    internal static UploadStateException InUse(S3Address address, string path, Exception? cause = null) =>
        new($"{address} was not uploaded: another process is uploading it with -Resume. Its state is in '{path}'.", cause)
        {
            IsInUse = true,
        };

    internal static UploadStateException Unusable(S3Address address, string path, Exception cause) =>
        new($"The state of the upload of {address} in '{path}' cannot be read or written: {cause.Message}", cause);
}
