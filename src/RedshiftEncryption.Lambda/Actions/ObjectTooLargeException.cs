using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Lambda.Actions;

/// <summary>Thrown when an object is too large for the time limit of a function.</summary>
internal sealed class ObjectTooLargeException : Exception, IItemFailure
{
    public ObjectTooLargeException() { }

    public ObjectTooLargeException(string message)
        : base(message) { }

    public ObjectTooLargeException(string message, Exception innerException)
        : base(message, innerException) { }

    /// <param name="address">The object.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="maximum">The limit in bytes.</param>
    /// <param name="cmdlet">The cmdlet that does the same without a time limit.</param>
    public ObjectTooLargeException(S3Address address, long length, long maximum, string cmdlet)
        : base(
            $"{address} has {length} bytes, and the function processes at most {maximum} within its time limit. "
                + $"Process it with {cmdlet}, which has no time limit, or set {SettingName.MaximumLength}."
        ) { }

    string IItemFailure.ErrorId => "ObjectTooLarge";
}
