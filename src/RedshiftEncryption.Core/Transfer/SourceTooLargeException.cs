using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption;

/// <summary>A file is too large for one S3 object; nothing of it was sent.</summary>
public sealed class SourceTooLargeException : Exception, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public SourceTooLargeException() { }

    /// <summary>Creates the exception.</summary>
    public SourceTooLargeException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public SourceTooLargeException(string message, Exception innerException)
        : base(message, innerException) { }

    internal SourceTooLargeException(long contentLength)
        : base($"The object would have {contentLength} bytes; S3 takes at most {PartSize.MaximumContentLength} (5 TiB). Split the file.")
    { }

    string IItemFailure.ErrorId => "SourceTooLarge";
}
