using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Tests.Fakes;

/// <summary>A bucket in memory that stores, reads and lists whole objects, two a page; it has no multipart uploads.</summary>
internal sealed class MemoryStore : IObjectStore
{
    const int PageLength = 2;

    readonly SortedDictionary<string, (ObjectWrite Write, byte[] Content)> objects = new(StringComparer.Ordinal);

    public string Region => "eu-central-1";

    public string? EndpointUrl => null;

    public string? ProfileName => "load";

    public bool TakesChecksums => true;

    public IReadOnlyDictionary<string, (ObjectWrite Write, byte[] Content)> Objects => objects;

    public uint? LastChecksum { get; private set; }

    public int Pages { get; private set; }

    /// <summary>Gets or sets the encryption that the server reports for each write; null for the requested one.</summary>
    public string? ReportedEncryption { get; set; }

    /// <summary>Gets or sets what the server reports of an object besides what was written.</summary>
    public Func<ObjectDescription, ObjectDescription> Reported { get; set; } = static description => description;

    /// <summary>Gets or sets the number of bytes after which the next body is truncated; null for none.</summary>
    public int? CutOnceAt { get; set; }

    /// <summary>The keys that were asked for without their content.</summary>
    public List<string> Heads { get; } = [];

    public void Add(string key, byte[] content, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var write = new ObjectWrite(new S3Address("b", key));
        objects[key] = (metadata is null ? write : write with { Metadata = metadata }, content);
    }

    public Task<StoredObject> PutAsync(ObjectWrite write, ArraySegment<byte> content, uint? crc32C, CancellationToken cancellationToken)
    {
        if (write.NoClobber && objects.ContainsKey(write.Address.Key))
            throw new ObjectStoreException(ObjectStoreFault.ObjectExists, $"{write.Address} exists.");
        LastChecksum = crc32C;
        objects[write.Address.Key] = (write, content.ToArray());
        return Task.FromResult(new StoredObject("etag", VersionId: null, ReportedEncryption ?? write.ServerSideEncryption, write.KmsKeyId));
    }

    public Task<ObjectContent> ReadAsync(S3Address address, ContentRange? range, string? eTag, CancellationToken cancellationToken)
    {
        if (!objects.TryGetValue(address.Key, out var found))
            throw new ObjectStoreException(ObjectStoreFault.ObjectNotFound, $"There is no object {address}.");
        var start = (int)(range?.Start ?? 0);
        var content = found.Content.AsSpan(start, (int)Math.Min(range?.Length ?? long.MaxValue, found.Content.Length - start)).ToArray();
        var body = new DrippingStream(CutOnceAt is { } cut ? content[..cut] : content, drip: 7);
        CutOnceAt = null;
        return Task.FromResult(new ObjectContent(Describe(found.Write, found.Content), body, body) { Length = content.Length });
    }

    public Task<ObjectPage> ListAsync(string bucketName, string keyPrefix, string? continuation, CancellationToken cancellationToken)
    {
        Pages++;
        var rest = objects
            .Where(known => known.Key.StartsWith(keyPrefix, StringComparison.Ordinal) && string.CompareOrdinal(known.Key, continuation) > 0)
            .ToList();
        var page = rest.Take(PageLength)
            .Select(static known => new ListedObject(known.Key, known.Value.Content.Length, "etag", DateTime.UnixEpoch, "STANDARD"))
            .ToList();
        return Task.FromResult(new ObjectPage(page, rest.Count > PageLength ? page[^1].Key : null));
    }

    public Task<IReadOnlyList<string>> ListBucketsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<KeyLevel> ListLevelAsync(string bucketName, string keyPrefix, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ObjectDescription?> FindAsync(S3Address address, CancellationToken cancellationToken)
    {
        Heads.Add(address.Key);
        return Task.FromResult(objects.TryGetValue(address.Key, out var found) ? Describe(found.Write, found.Content) : null);
    }

    public async Task<ObjectDescription> DescribeAsync(S3Address address, CancellationToken cancellationToken) =>
        await FindAsync(address, cancellationToken)
        ?? throw new ObjectStoreException(ObjectStoreFault.ObjectNotFound, $"There is no object {address}.");

    public Task<ObjectDescription> DescribeStoredAsync(S3Address address, CancellationToken cancellationToken) =>
        DescribeAsync(address, cancellationToken);

    public Task<IReadOnlyDictionary<string, string>> GetTagsAsync(S3Address address, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task SetTagsAsync(S3Address address, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<StoredObject> CopyAsync(S3Address source, string eTag, ObjectWrite write, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<UploadedPart> CopyPartAsync(
        S3Address source,
        string eTag,
        ContentRange range,
        S3Address address,
        string uploadId,
        int number,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public Task<StartedUpload> StartUploadAsync(ObjectWrite write, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<UploadedPart> UploadPartAsync(
        S3Address address,
        string uploadId,
        int number,
        ArraySegment<byte> content,
        uint? crc32C,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public Task<StoredObject> CompleteUploadAsync(
        ObjectWrite write,
        string uploadId,
        IReadOnlyList<UploadedPart> parts,
        uint? crc32C,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public Task AbortUploadAsync(S3Address address, string uploadId, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    ObjectDescription Describe(ObjectWrite write, byte[] content) =>
        Reported(
            new ObjectDescription
            {
                Length = content.Length,
                Metadata = write.Metadata,
                ETag = "etag",
                StorageClass = write.StorageClass,
            }
        );

    public void Dispose() { }
}
