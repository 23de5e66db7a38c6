using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Tests.Fakes;

/// <summary>A bucket in memory that describes and copies objects, without content.</summary>
internal sealed class CopyingStore : IObjectStore
{
    readonly Dictionary<string, ObjectDescription> objects = new(StringComparer.Ordinal);
    readonly Dictionary<string, IReadOnlyDictionary<string, string>> tags = new(StringComparer.Ordinal);
    readonly Dictionary<string, ObjectWrite> uploads = new(StringComparer.Ordinal);
    readonly Lock gate = new();
    int writes;

    public string Region => "eu-central-1";

    public string? EndpointUrl { get; set; }

    public string? ProfileName => "load";

    public bool TakesChecksums => true;

    /// <summary>In order: <c>CopyObject</c>, <c>UploadPartCopy 1</c>, ...</summary>
    public List<string> Requests { get; } = [];

    public List<ObjectWrite> Writes { get; } = [];

    public int OpenUploads => uploads.Count;

    /// <summary>Called with the name of each request, before it is done and again after it with an exclamation mark: may throw.</summary>
    public Action<string> Interrupt { get; set; } = static _ => { };

    /// <summary>What becomes of a description that is written.</summary>
    public Func<ObjectDescription, ObjectDescription> Stores { get; set; } = static description => description;

    public bool LosesTags { get; set; }

    public void Add(string key, ObjectDescription description) => objects[key] = description;

    public void AddTags(string key, IReadOnlyDictionary<string, string> value) => tags[key] = value;

    public ObjectDescription Get(string key) => objects[key];

    public IReadOnlyDictionary<string, string> TagsOf(string key) => tags[key];

    public Task<ObjectDescription?> FindAsync(S3Address address, CancellationToken cancellationToken) =>
        DoAsync("HeadObject", () => objects.GetValueOrDefault(address.Key), cancellationToken);

    public Task<ObjectDescription> DescribeAsync(S3Address address, CancellationToken cancellationToken) =>
        DoAsync(
            "HeadObject",
            () =>
                objects.GetValueOrDefault(address.Key)
                ?? throw new ObjectStoreException(ObjectStoreFault.ObjectNotFound, $"There is no object {address}."),
            cancellationToken
        );

    public Task<ObjectDescription> DescribeStoredAsync(S3Address address, CancellationToken cancellationToken) =>
        DescribeAsync(address, cancellationToken);

    public Task<IReadOnlyDictionary<string, string>> GetTagsAsync(S3Address address, CancellationToken cancellationToken) =>
        DoAsync("GetObjectTagging", () => tags[address.Key], cancellationToken);

    public Task SetTagsAsync(S3Address address, IReadOnlyDictionary<string, string> value, CancellationToken cancellationToken) =>
        DoAsync("PutObjectTagging", () => tags[address.Key] = value, cancellationToken);

    public Task<StoredObject> CopyAsync(S3Address source, string eTag, ObjectWrite write, CancellationToken cancellationToken) =>
        DoAsync("CopyObject", () => Store(write, Source(source, eTag).Length, tags.GetValueOrDefault(source.Key)), cancellationToken);

    public Task<StartedUpload> StartUploadAsync(ObjectWrite write, CancellationToken cancellationToken) =>
        DoAsync(
            "CreateMultipartUpload",
            () =>
            {
                uploads["upload"] = write;
                return new StartedUpload("upload", write.ServerSideEncryption);
            },
            cancellationToken
        );

    public Task<UploadedPart> CopyPartAsync(
        S3Address source,
        string eTag,
        ContentRange range,
        S3Address address,
        string uploadId,
        int number,
        CancellationToken cancellationToken
    ) =>
        DoAsync(
            $"UploadPartCopy {number}",
            () =>
            {
                Assert.InRange(range.Start + range.Length, 1, Source(source, eTag).Length);
                return new UploadedPart(number, range.Length, "part");
            },
            cancellationToken
        );

    public Task<StoredObject> CompleteUploadAsync(
        ObjectWrite write,
        string uploadId,
        IReadOnlyList<UploadedPart> parts,
        uint? crc32C,
        CancellationToken cancellationToken
    ) =>
        DoAsync(
            "CompleteMultipartUpload",
            () =>
            {
                if (!uploads.Remove(uploadId, out var started))
                    throw new ObjectStoreException(ObjectStoreFault.UploadNotFound, $"{uploadId} is gone.");
                _ = Source(write.Address, write.ReplacedETag!);
                Assert.Equal(Enumerable.Range(1, parts.Count), parts.Select(static part => part.Number));
                return Store(started, parts.Sum(static part => part.Length), started.Tags);
            },
            cancellationToken
        );

    public Task AbortUploadAsync(S3Address address, string uploadId, CancellationToken cancellationToken) =>
        DoAsync("AbortMultipartUpload", () => uploads.Remove(uploadId), cancellationToken);

    public Task<StoredObject> PutAsync(ObjectWrite write, ArraySegment<byte> content, uint? crc32C, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<UploadedPart> UploadPartAsync(
        S3Address address,
        string uploadId,
        int number,
        ArraySegment<byte> content,
        uint? crc32C,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public Task<ObjectContent> ReadAsync(S3Address address, ContentRange? range, string? eTag, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<string>> ListBucketsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<KeyLevel> ListLevelAsync(string bucketName, string keyPrefix, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ObjectPage> ListAsync(string bucketName, string keyPrefix, string? continuation, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public void Dispose() { }

    async Task<T> DoAsync<T>(string name, Func<T> work, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            Requests.Add(name);
            Interrupt(name);
            var result = work();
            Interrupt(name + "!");
            return result;
        }
    }

    ObjectDescription Source(S3Address source, string eTag) =>
        objects.TryGetValue(source.Key, out var found) && string.Equals(found.ETag, eTag, StringComparison.Ordinal)
            ? found
            : throw new ObjectStoreException(ObjectStoreFault.ObjectChanged, $"{source} was replaced meanwhile.");

    StoredObject Store(ObjectWrite write, long length, IReadOnlyDictionary<string, string>? copiedTags)
    {
        Writes.Add(write);
        var stored = Stores(
            new ObjectDescription
            {
                Length = length,
                Metadata = write.Metadata,
                Headers = write.Headers,
                ETag = $"copy-{++writes}",
                StorageClass = write.StorageClass,
                ServerSideEncryption = write.ServerSideEncryption,
                KmsKeyId = write.KmsKeyId,
            }
        );
        objects[write.Address.Key] = stored;
        tags[write.Address.Key] = LosesTags || copiedTags is null ? new Dictionary<string, string>(StringComparer.Ordinal) : copiedTags;
        return stored.ToStored();
    }
}
