using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>
/// Thrown when an upload failed and could not be aborted: its parts remain, and incur costs, until it is aborted.
/// </summary>
public sealed class UploadNotAbortedException : Exception, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public UploadNotAbortedException() { }

    /// <summary>Creates the exception.</summary>
    public UploadNotAbortedException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public UploadNotAbortedException(string message, Exception innerException)
        : base(message, innerException) { }

    internal UploadNotAbortedException(S3Address address, string uploadId, Exception failure, Exception abortFailure)
        : base(
            $"The upload of {address} failed ({failure.Message}), and upload '{uploadId}' could not be aborted ({abortFailure.Message}).",
            failure
        ) => UploadId = uploadId;

    /// <summary>Gets the ID of the upload that is still in progress.</summary>
    public string? UploadId { get; }

    string IItemFailure.ErrorId => "UploadNotAborted";
}
