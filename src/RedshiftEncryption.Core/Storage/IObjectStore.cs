namespace RedshiftEncryption.Storage;

/// <summary>Represents one S3 endpoint with one set of credentials.</summary>
internal interface IObjectStore : IObjectWriter, IObjectLister, IDisposable
{
    /// <summary>
    /// Gets the same store for one item of a command: time limits of an item begin anew. It needs no disposal of its own.
    /// </summary>
    IObjectStore ForItem();
}
