using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption;

/// <summary>Thrown when a file is too large for one S3 object; nothing of it was sent.</summary>
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
        : base($"The object would have {contentLength} bytes, but S3 accepts at most {PartSize.MaximumContentLength} (5 TiB).") { }

    string IItemFailure.ErrorId => "SourceTooLarge";
}
