using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>An upload failed, and it could not be aborted: its parts stay, and cost, until somebody aborts it.</summary>
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

    /// <summary>The upload that is still open.</summary>
    public string? UploadId { get; }

    string IItemFailure.ErrorId => "UploadNotAborted";
}
