using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>A file cannot be cut between records; nothing of it was sent.</summary>
public sealed class UnsplittableSourceException : Exception, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public UnsplittableSourceException() { }

    /// <summary>Creates the exception.</summary>
    public UnsplittableSourceException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public UnsplittableSourceException(string message, Exception innerException)
        : base(message, innerException) { }

    string IItemFailure.ErrorId => "SourceUnsplittable";
}
