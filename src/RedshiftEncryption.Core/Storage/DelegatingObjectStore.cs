namespace RedshiftEncryption.Storage;

/// <summary>Passes every request on to another store. Derived types change some of them.</summary>
/// <param name="inner">The other store, which is disposed of with this object.</param>
internal abstract class DelegatingObjectStore(IObjectStore inner) : IObjectStore
{
    public string Region => Inner.Region;

    public string? EndpointUrl => Inner.EndpointUrl;

    public string? ProfileName => Inner.ProfileName;

    public bool TakesChecksums => Inner.TakesChecksums;

    protected IObjectStore Inner { get; } = inner;

    public abstract IObjectStore ForItem();

    public virtual Task<ObjectContent> ReadAsync(
        S3Address address,
        ContentRange? range,
        string? eTag,
        CancellationToken cancellationToken
    ) => Inner.ReadAsync(address, range, eTag, cancellationToken);

    public virtual Task<ObjectDescription?> FindAsync(S3Address address, CancellationToken cancellationToken) =>
        Inner.FindAsync(address, cancellationToken);

    public virtual Task<ObjectDescription> DescribeAsync(S3Address address, CancellationToken cancellationToken) =>
        Inner.DescribeAsync(address, cancellationToken);

    public virtual Task<ObjectDescription> DescribeStoredAsync(S3Address address, CancellationToken cancellationToken) =>
        Inner.DescribeStoredAsync(address, cancellationToken);

    public virtual Task<IReadOnlyDictionary<string, string>> GetTagsAsync(S3Address address, CancellationToken cancellationToken) =>
        Inner.GetTagsAsync(address, cancellationToken);

    public virtual Task SetTagsAsync(S3Address address, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken) =>
        Inner.SetTagsAsync(address, tags, cancellationToken);

    public virtual Task<StoredObject> PutAsync(
        ObjectWrite write,
        ArraySegment<byte> content,
        uint? crc32C,
        CancellationToken cancellationToken
    ) => Inner.PutAsync(write, content, crc32C, cancellationToken);

    public virtual Task<StartedUpload> StartUploadAsync(ObjectWrite write, CancellationToken cancellationToken) =>
        Inner.StartUploadAsync(write, cancellationToken);

    public virtual Task<UploadedPart> UploadPartAsync(
        S3Address address,
        string uploadId,
        int number,
        ArraySegment<byte> content,
        uint? crc32C,
        CancellationToken cancellationToken
    ) => Inner.UploadPartAsync(address, uploadId, number, content, crc32C, cancellationToken);

    public virtual Task<StoredObject> CompleteUploadAsync(
        ObjectWrite write,
        string uploadId,
        IReadOnlyList<UploadedPart> parts,
        uint? crc32C,
        CancellationToken cancellationToken
    ) => Inner.CompleteUploadAsync(write, uploadId, parts, crc32C, cancellationToken);

    public virtual Task AbortUploadAsync(S3Address address, string uploadId, CancellationToken cancellationToken) =>
        Inner.AbortUploadAsync(address, uploadId, cancellationToken);

    public virtual Task<PartPage> ListPartsAsync(S3Address address, string uploadId, int after, CancellationToken cancellationToken) =>
        Inner.ListPartsAsync(address, uploadId, after, cancellationToken);

    public virtual Task<UploadPage> ListUploadsAsync(
        string bucketName,
        string keyPrefix,
        string? continuation,
        CancellationToken cancellationToken
    ) => Inner.ListUploadsAsync(bucketName, keyPrefix, continuation, cancellationToken);

    public virtual Task<StoredObject> CopyAsync(S3Address source, string eTag, ObjectWrite write, CancellationToken cancellationToken) =>
        Inner.CopyAsync(source, eTag, write, cancellationToken);

    public virtual Task<UploadedPart> CopyPartAsync(
        S3Address source,
        string eTag,
        ContentRange range,
        S3Address address,
        string uploadId,
        int number,
        CancellationToken cancellationToken
    ) => Inner.CopyPartAsync(source, eTag, range, address, uploadId, number, cancellationToken);

    public virtual Task<ObjectPage> ListAsync(
        string bucketName,
        string keyPrefix,
        string? continuation,
        CancellationToken cancellationToken
    ) => Inner.ListAsync(bucketName, keyPrefix, continuation, cancellationToken);

    public virtual Task<ObjectPage> ListFromAsync(
        string bucketName,
        string keyPrefix,
        string startAfter,
        CancellationToken cancellationToken
    ) => Inner.ListFromAsync(bucketName, keyPrefix, startAfter, cancellationToken);

    public virtual Task<IReadOnlyList<string>> ListBucketsAsync(CancellationToken cancellationToken) =>
        Inner.ListBucketsAsync(cancellationToken);

    public virtual Task<KeyLevel> ListLevelAsync(string bucketName, string keyPrefix, CancellationToken cancellationToken) =>
        Inner.ListLevelAsync(bucketName, keyPrefix, cancellationToken);

    public virtual void Dispose() => Inner.Dispose();
}
