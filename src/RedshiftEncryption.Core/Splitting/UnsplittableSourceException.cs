using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>Thrown when a file cannot be cut between records.</summary>
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
