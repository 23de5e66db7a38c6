using RedshiftEncryption.Integrity;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Tests.Fakes;

/// <summary>
/// A bucket in memory, which lists two objects a page unless told otherwise. An object can also be added by its description alone, for example
/// with a length that no test could store.
/// </summary>
internal sealed class MemoryStore : IObjectStore
{
    const string UploadId = "upload";

    readonly SortedDictionary<string, (ObjectWrite Write, byte[] Content)> objects = new(StringComparer.Ordinal);
    readonly Dictionary<string, ObjectDescription> descriptions = new(StringComparer.Ordinal);
    readonly Dictionary<string, IReadOnlyDictionary<string, string>> tags = new(StringComparer.Ordinal);
    readonly Dictionary<string, (ObjectWrite Write, SortedDictionary<int, byte[]> Content)> uploads = new(StringComparer.Ordinal);
    readonly Lock gate = new();
    int copies;

    public string Region => "eu-central-1";

    public string? EndpointUrl { get; set; }

    public string? ProfileName => "load";

    public bool TakesChecksums => true;

    public IReadOnlyDictionary<string, (ObjectWrite Write, byte[] Content)> Objects => objects;

    public uint? LastChecksum { get; private set; }

    /// <summary>The number of objects a page of a listing.</summary>
    public int PageLength { get; set; } = 2;

    public int Pages { get; private set; }

    /// <summary>The server-side encryption that the server reports for each write; null for the requested one.</summary>
    public string? ReportedEncryption { get; set; }

    /// <summary>Changes each description that the server reports.</summary>
    public Func<ObjectDescription, ObjectDescription> Reported { get; set; } = static description => description;

    /// <summary>Changes each description that a copy or a multipart upload stores.</summary>
    public Func<ObjectDescription, ObjectDescription> Stores { get; set; } = static description => description;

    /// <summary>The number of bytes after which the next body ends early; null for a complete body.</summary>
    public int? CutOnceAt { get; set; }

    /// <summary>The keys of HEAD requests.</summary>
    public List<string> Heads { get; } = [];

    /// <summary>The requests in order: <c>CopyObject</c>, <c>UploadPartCopy 1</c>, ...</summary>
    public List<string> Requests { get; } = [];

    public List<ObjectWrite> Writes { get; } = [];

    public int OpenUploads => uploads.Count;

    /// <summary>Called with the name of each request before it is done, and with an exclamation mark after it: may throw.</summary>
    public Action<string> Interrupt { get; set; } = static _ => { };

    public bool LosesTags { get; set; }

    public void Add(string key, byte[] content, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var write = new ObjectWrite(new S3Address("b", key));
        objects[key] = (metadata is null ? write : write with { Metadata = metadata }, content);
    }

    public void Add(string key, ObjectDescription description)
    {
        Add(key, []);
        descriptions[key] = description;
    }

    public void AddTags(string key, IReadOnlyDictionary<string, string> value) => tags[key] = value;

    public ObjectDescription Get(string key) => Describe(key) ?? throw new KeyNotFoundException(key);

    public IReadOnlyDictionary<string, string> TagsOf(string key) => tags[key];

    public IObjectStore ForItem() => this;

    public Task<StoredObject> PutAsync(ObjectWrite write, ArraySegment<byte> content, uint? crc32C, CancellationToken cancellationToken) =>
        DoAsync(
            "PutObject",
            () =>
            {
                if (write.NoClobber && objects.ContainsKey(write.Address.Key))
                    throw new ObjectStoreException(ObjectStoreFault.ObjectExists, $"{write.Address} exists.");
                LastChecksum = crc32C;
                objects[write.Address.Key] = (write, content.ToArray());
                descriptions.Remove(write.Address.Key);
                return new StoredObject("etag", VersionId: null, ReportedEncryption ?? write.ServerSideEncryption, write.KmsKeyId);
            },
            cancellationToken
        );

    public Task<ObjectContent> ReadAsync(S3Address address, ContentRange? range, string? eTag, CancellationToken cancellationToken) =>
        DoAsync(
            "GetObject",
            () =>
            {
                if (!objects.TryGetValue(address.Key, out var found))
                    throw new ObjectStoreException(ObjectStoreFault.ObjectNotFound, $"There is no object {address}.");
                var start = (int)(range?.Start ?? 0);
                var length = (int)Math.Min(range?.Length ?? long.MaxValue, found.Content.Length - start);
                var content = found.Content.AsSpan(start, length).ToArray();
                var body = new DrippingStream(CutOnceAt is { } cut ? content[..cut] : content, drip: 7);
                CutOnceAt = null;
                return new ObjectContent(Describe(address.Key)!, body, body) { Length = content.Length };
            },
            cancellationToken
        );

    public Task<ObjectDescription?> FindAsync(S3Address address, CancellationToken cancellationToken) =>
        DoAsync(
            "HeadObject",
            () =>
            {
                Heads.Add(address.Key);
                return Describe(address.Key);
            },
            cancellationToken
        );

    public async Task<ObjectDescription> DescribeAsync(S3Address address, CancellationToken cancellationToken) =>
        await FindAsync(address, cancellationToken)
        ?? throw new ObjectStoreException(ObjectStoreFault.ObjectNotFound, $"There is no object {address}.");

    public Task<ObjectDescription> DescribeStoredAsync(S3Address address, CancellationToken cancellationToken) =>
        DescribeAsync(address, cancellationToken);

    public Task<IReadOnlyDictionary<string, string>> GetTagsAsync(S3Address address, CancellationToken cancellationToken) =>
        DoAsync("GetObjectTagging", () => tags[address.Key], cancellationToken);

    public Task SetTagsAsync(S3Address address, IReadOnlyDictionary<string, string> value, CancellationToken cancellationToken) =>
        DoAsync("PutObjectTagging", () => tags[address.Key] = value, cancellationToken);

    public Task<StoredObject> CopyAsync(S3Address source, string eTag, ObjectWrite write, CancellationToken cancellationToken) =>
        DoAsync(
            "CopyObject",
            () =>
            {
                var length = Source(source, eTag).Length;
                return Store(write, objects[source.Key].Content, length, tags.GetValueOrDefault(source.Key));
            },
            cancellationToken
        );

    public Task<StartedUpload> StartUploadAsync(ObjectWrite write, CancellationToken cancellationToken) =>
        DoAsync(
            "CreateMultipartUpload",
            () =>
            {
                uploads[UploadId] = (write, []);
                return new StartedUpload(UploadId, write.ServerSideEncryption);
            },
            cancellationToken
        );

    public Task<UploadedPart> UploadPartAsync(
        S3Address address,
        string uploadId,
        int number,
        ArraySegment<byte> content,
        uint? crc32C,
        CancellationToken cancellationToken
    ) =>
        DoAsync(
            $"UploadPart {number}",
            () =>
            {
                uploads[uploadId].Content[number] = content.ToArray();
                return new UploadedPart(number, content.Count, "part") { Crc32C = crc32C };
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
                    throw new ObjectStoreException(ObjectStoreFault.UploadNotFound, $"{uploadId} does not exist.");
                if (write.ReplacedETag is { } eTag)
                    _ = Source(write.Address, eTag);
                Assert.Equal(Enumerable.Range(1, parts.Count), parts.Select(static part => part.Number));
                byte[] content = [.. started.Content.Values.SelectMany(static part => part)];
                return Store(started.Write, content, parts.Sum(static part => part.Length), started.Write.Tags);
            },
            cancellationToken
        );

    public Task AbortUploadAsync(S3Address address, string uploadId, CancellationToken cancellationToken) =>
        DoAsync("AbortMultipartUpload", () => uploads.Remove(uploadId), cancellationToken);

    public Task<PartPage> ListPartsAsync(S3Address address, string uploadId, int after, CancellationToken cancellationToken) =>
        DoAsync(
            "ListParts",
            () =>
            {
                if (!uploads.TryGetValue(uploadId, out var found))
                    throw new ObjectStoreException(ObjectStoreFault.UploadNotFound, $"{uploadId} does not exist.");
                var rest = found.Content.Where(part => part.Key > after).ToList();
                var page = rest.Take(PageLength).Select(static part => Listed(part.Key, part.Value)).ToList();
                return new PartPage(page, rest.Count > PageLength ? page[^1].Number : null);
            },
            cancellationToken
        );

    public Task<UploadPage> ListUploadsAsync(
        string bucketName,
        string keyPrefix,
        string? continuation,
        CancellationToken cancellationToken
    ) =>
        DoAsync(
            "ListMultipartUploads",
            () =>
                new UploadPage(
                    [.. uploads.Select(static upload => new OpenUpload(upload.Value.Write.Address.Key, upload.Key, DateTime.UtcNow))],
                    Continuation: null
                ),
            cancellationToken
        );

    public Task<ObjectPage> ListAsync(string bucketName, string keyPrefix, string? continuation, CancellationToken cancellationToken) =>
        DoAsync(
            "ListObjectsV2",
            () =>
            {
                Pages++;
                var rest = objects
                    .Where(known =>
                        known.Key.StartsWith(keyPrefix, StringComparison.Ordinal) && string.CompareOrdinal(known.Key, continuation) > 0
                    )
                    .ToList();
                var page = rest.Take(PageLength)
                    .Select(static known => new ListedObject(known.Key, known.Value.Content.Length, "etag", DateTime.UnixEpoch, "STANDARD"))
                    .ToList();
                return new ObjectPage(page, rest.Count > PageLength ? page[^1].Key : null);
            },
            cancellationToken
        );

    public Task<ObjectPage> ListFromAsync(string bucketName, string keyPrefix, string startAfter, CancellationToken cancellationToken) =>
        ListAsync(bucketName, keyPrefix, startAfter, cancellationToken);

    public Task<IReadOnlyList<string>> ListBucketsAsync(CancellationToken cancellationToken) =>
        DoAsync<IReadOnlyList<string>>("ListBuckets", static () => ["b"], cancellationToken);

    public Task<KeyLevel> ListLevelAsync(string bucketName, string keyPrefix, CancellationToken cancellationToken) =>
        DoAsync(
            "ListObjectsV2",
            () => new KeyLevel([], [.. objects.Keys.Where(key => key.StartsWith(keyPrefix, StringComparison.Ordinal))]),
            cancellationToken
        );

    public void Dispose() { }

    static ListedPart Listed(int number, byte[] content) => new(number, content.Length, "part", Crc32C.Append(0, content));

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

    ObjectDescription? Describe(string key)
    {
        if (!objects.TryGetValue(key, out var found))
            return null;
        return Reported(
            descriptions.GetValueOrDefault(key)
                ?? new ObjectDescription
                {
                    Length = found.Content.Length,
                    Metadata = found.Write.Metadata,
                    ETag = "etag",
                    StorageClass = found.Write.StorageClass,
                }
        );
    }

    ObjectDescription Source(S3Address source, string eTag) =>
        Describe(source.Key) is { } found && string.Equals(found.ETag, eTag, StringComparison.Ordinal)
            ? found
            : throw new ObjectStoreException(ObjectStoreFault.ObjectChanged, $"{source} was overwritten.");

    StoredObject Store(ObjectWrite write, byte[] content, long length, IReadOnlyDictionary<string, string>? copiedTags)
    {
        Writes.Add(write);
        var stored = Stores(
            new ObjectDescription
            {
                Length = length,
                Metadata = write.Metadata,
                Headers = write.Headers,
                ETag = $"copy-{++copies}",
                StorageClass = write.StorageClass,
                ServerSideEncryption = write.ServerSideEncryption,
                KmsKeyId = write.KmsKeyId,
            }
        );
        objects[write.Address.Key] = (write, content);
        descriptions[write.Address.Key] = stored;
        tags[write.Address.Key] = LosesTags || copiedTags is null ? new Dictionary<string, string>(StringComparer.Ordinal) : copiedTags;
        return stored.ToStored();
    }
}
