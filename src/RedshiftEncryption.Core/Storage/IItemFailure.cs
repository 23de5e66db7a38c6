namespace RedshiftEncryption.Storage;

/// <summary>An exception that is the error of one item: the others continue.</summary>
internal interface IItemFailure
{
    /// <summary>The id of the error record, which scripts compare.</summary>
    string ErrorId { get; }
}
