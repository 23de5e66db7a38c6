namespace RedshiftEncryption.Storage;

/// <summary>
/// Lists objects and buckets at one S3 endpoint with one set of credentials. All methods can be called concurrently. Every
/// failure is an <see cref="ObjectStoreException"/>, and a cancellation is an <see cref="OperationCanceledException"/>.
/// </summary>
internal interface IObjectLister : IStoreLocation
{
    /// <summary>Lists the current objects whose keys begin with a prefix, one page per call: there can be millions.</summary>
    /// <param name="bucketName">The bucket.</param>
    /// <param name="keyPrefix">A literal prefix; empty for the whole bucket.</param>
    /// <param name="continuation">The continuation of the previous page; null for the first page.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ObjectStoreException"><see cref="ObjectStoreFault.InvalidResponse"/> also if the listing is
    /// endless or incomplete.</exception>
    Task<ObjectPage> ListAsync(string bucketName, string keyPrefix, string? continuation, CancellationToken cancellationToken);

    /// <summary>
    /// Lists the current objects whose keys begin with a prefix and come after a text: the first page of at most 1,000.
    /// </summary>
    /// <param name="bucketName">The bucket.</param>
    /// <param name="keyPrefix">A literal prefix; empty for the whole bucket.</param>
    /// <param name="startAfter">The text, which need not be a key.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<ObjectPage> ListFromAsync(string bucketName, string keyPrefix, string startAfter, CancellationToken cancellationToken);

    /// <summary>Gets the names of the account's buckets.</summary>
    Task<IReadOnlyList<string>> ListBucketsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Lists the first thousand keys and prefixes below a key prefix, up to the next slash, for tab completion.
    /// </summary>
    /// <param name="bucketName">The bucket.</param>
    /// <param name="keyPrefix">A literal prefix, with or without a slash at its end.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<KeyLevel> ListLevelAsync(string bucketName, string keyPrefix, CancellationToken cancellationToken);
}
