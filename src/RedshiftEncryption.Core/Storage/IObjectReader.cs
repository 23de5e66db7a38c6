namespace RedshiftEncryption.Storage;

/// <summary>
/// Reads objects at one S3 endpoint with one set of credentials. All methods can be called concurrently. Every failure is an
/// <see cref="ObjectStoreException"/>, and a cancellation is an <see cref="OperationCanceledException"/>.
/// </summary>
internal interface IObjectReader : IStoreLocation
{
    /// <summary>Opens an object or a range of it for reading.</summary>
    /// <param name="address">The object.</param>
    /// <param name="range">The range, of which at least one byte must exist; null for the whole object.</param>
    /// <param name="eTag">The ETag that the object must still have; null for any.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<ObjectContent> ReadAsync(S3Address address, ContentRange? range, string? eTag, CancellationToken cancellationToken);

    /// <summary>Gets the server's description of an object that may not exist.</summary>
    /// <returns>Null if the object does not exist.</returns>
    Task<ObjectDescription?> FindAsync(S3Address address, CancellationToken cancellationToken);

    /// <summary>Gets the server's description of an object that must exist.</summary>
    Task<ObjectDescription> DescribeAsync(S3Address address, CancellationToken cancellationToken);

    /// <summary>Gets an object's tags.</summary>
    Task<IReadOnlyDictionary<string, string>> GetTagsAsync(S3Address address, CancellationToken cancellationToken);
}
