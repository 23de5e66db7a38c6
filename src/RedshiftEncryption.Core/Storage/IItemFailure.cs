namespace RedshiftEncryption.Storage;

/// <summary>Represents an exception that affects only one item: the others continue.</summary>
internal interface IItemFailure
{
    /// <summary>Gets the error ID of the error record, which scripts compare.</summary>
    string ErrorId { get; }
}
