namespace RedshiftEncryption;

/// <summary>An upload failed, and its parts could not be given up: they stay, and cost, until somebody aborts the upload.</summary>
public sealed class UploadNotAbortedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public UploadNotAbortedException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public UploadNotAbortedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public UploadNotAbortedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal UploadNotAbortedException(ObjectAddress address, string uploadId, Exception failure, Exception abortFailure)
        : base($"The upload of {address} failed ({failure.Message}), and its parts could not be given up ({abortFailure.Message}). Abort upload '{uploadId}', or let a lifecycle rule (AbortIncompleteMultipartUpload) do it.", failure) =>
        UploadId = uploadId;

    /// <summary>The upload that is still open.</summary>
    public string? UploadId { get; }
}
