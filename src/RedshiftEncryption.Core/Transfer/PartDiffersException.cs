namespace RedshiftEncryption.Transfer;

/// <summary>
/// Thrown when a part is not the one that was sent before: under the same data key and vector it must not be sent. The upload
/// begins anew under other ones.
/// </summary>
internal sealed class PartDiffersException : Exception
{
    public PartDiffersException() { }

    public PartDiffersException(string message)
        : base(message) { }

    public PartDiffersException(string message, Exception innerException)
        : base(message, innerException) { }
}
