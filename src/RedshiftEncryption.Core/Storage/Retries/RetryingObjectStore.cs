namespace RedshiftEncryption.Storage.Retries;

/// <summary>
/// Retries requests while the server is unavailable, until it responds or the time limit is reached: no connection, a
/// broken connection, a server error or throttling. A retry sends the same bytes. An interrupted body is resumed.
/// </summary>
internal sealed class RetryingObjectStore : DelegatingObjectStore
{
    /// <summary>
    /// After a cancellation, a request that starts an upload can still finish within this time: its upload ID would
    /// otherwise be lost.
    /// </summary>
    static readonly TimeSpan OpeningTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The retry limit of aborts, for which Ctrl+C waits.</summary>
    static readonly TimeSpan AbortingTimeout = TimeSpan.FromSeconds(5);

    readonly RetryLimits policy;
    readonly SharedBackoff backoff;
    readonly ItemOutage outage = new();
    readonly bool isOwner;

    /// <param name="store">The store, which makes one attempt at each request. It is disposed of with this object.</param>
    /// <param name="policy">The limits of the retries.</param>
    /// <param name="clock">The clock.</param>
    public RetryingObjectStore(IObjectStore store, RetryLimits policy, IRetryClock clock)
        : this(store, policy, new SharedBackoff(clock)) => isOwner = true;

    RetryingObjectStore(IObjectStore store, RetryLimits policy, SharedBackoff backoff)
        : base(store)
    {
        this.policy = policy;
        this.backoff = backoff;
    }

    /// <summary>Gets the same store with a time limit of its own and the shared back-off.</summary>
    public override IObjectStore ForItem() => new RetryingObjectStore(Inner, policy, backoff);

    public override Task<StoredObject> PutAsync(
        ObjectWrite write,
        ArraySegment<byte> content,
        uint? crc32C,
        CancellationToken cancellationToken
    ) => RunAsync(() => Inner.PutAsync(write, content, crc32C, cancellationToken), cancellationToken);

    public override Task<StartedUpload> StartUploadAsync(ObjectWrite write, CancellationToken cancellationToken) =>
        RunAsync(
            async () =>
            {
                using var grace = new GracePeriod(OpeningTimeout, cancellationToken);
                return await Inner.StartUploadAsync(write, grace.Token).ConfigureAwait(false);
            },
            cancellationToken
        );

    public override Task<UploadedPart> UploadPartAsync(
        S3Address address,
        string uploadId,
        int number,
        ArraySegment<byte> content,
        uint? crc32C,
        CancellationToken cancellationToken
    ) => RunAsync(() => Inner.UploadPartAsync(address, uploadId, number, content, crc32C, cancellationToken), cancellationToken);

    public override Task<StoredObject> CompleteUploadAsync(
        ObjectWrite write,
        string uploadId,
        IReadOnlyList<UploadedPart> parts,
        uint? crc32C,
        CancellationToken cancellationToken
    ) => RunAsync(() => Inner.CompleteUploadAsync(write, uploadId, parts, crc32C, cancellationToken), cancellationToken);

    public override Task AbortUploadAsync(S3Address address, string uploadId, CancellationToken cancellationToken) =>
        RunAsync(
            async () =>
            {
                await Inner.AbortUploadAsync(address, uploadId, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken,
            policy.Timeout > AbortingTimeout ? policy with { Timeout = AbortingTimeout } : policy
        );

    public override Task<PartPage> ListPartsAsync(S3Address address, string uploadId, int after, CancellationToken cancellationToken) =>
        RunAsync(() => Inner.ListPartsAsync(address, uploadId, after, cancellationToken), cancellationToken);

    public override Task<UploadPage> ListUploadsAsync(
        string bucketName,
        string keyPrefix,
        string? continuation,
        CancellationToken cancellationToken
    ) => RunAsync(() => Inner.ListUploadsAsync(bucketName, keyPrefix, continuation, cancellationToken), cancellationToken);

    public override async Task<ObjectContent> ReadAsync(
        S3Address address,
        ContentRange? range,
        string? eTag,
        CancellationToken cancellationToken
    )
    {
        var content = await RunAsync(() => Inner.ReadAsync(address, range, eTag, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        var body = new ResumingBody(Inner, address, range?.Start ?? 0, content, NewRequest(policy));
        return new ObjectContent(content.Description, body, body) { Length = content.Length };
    }

    public override Task<ObjectDescription?> FindAsync(S3Address address, CancellationToken cancellationToken) =>
        RunAsync(() => Inner.FindAsync(address, cancellationToken), cancellationToken);

    public override Task<ObjectDescription> DescribeAsync(S3Address address, CancellationToken cancellationToken) =>
        RunAsync(() => Inner.DescribeAsync(address, cancellationToken), cancellationToken);

    public override Task<ObjectDescription> DescribeStoredAsync(S3Address address, CancellationToken cancellationToken) =>
        RunAsync(() => Inner.DescribeStoredAsync(address, cancellationToken), cancellationToken);

    public override Task<IReadOnlyDictionary<string, string>> GetTagsAsync(S3Address address, CancellationToken cancellationToken) =>
        RunAsync(() => Inner.GetTagsAsync(address, cancellationToken), cancellationToken);

    public override Task SetTagsAsync(S3Address address, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken) =>
        RunAsync(
            async () =>
            {
                await Inner.SetTagsAsync(address, tags, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken
        );

    public override Task<StoredObject> CopyAsync(S3Address source, string eTag, ObjectWrite write, CancellationToken cancellationToken) =>
        RunAsync(() => Inner.CopyAsync(source, eTag, write, cancellationToken), cancellationToken);

    public override Task<UploadedPart> CopyPartAsync(
        S3Address source,
        string eTag,
        ContentRange range,
        S3Address address,
        string uploadId,
        int number,
        CancellationToken cancellationToken
    ) => RunAsync(() => Inner.CopyPartAsync(source, eTag, range, address, uploadId, number, cancellationToken), cancellationToken);

    public override Task<ObjectPage> ListAsync(
        string bucketName,
        string keyPrefix,
        string? continuation,
        CancellationToken cancellationToken
    ) => RunAsync(() => Inner.ListAsync(bucketName, keyPrefix, continuation, cancellationToken), cancellationToken);

    public override Task<ObjectPage> ListFromAsync(
        string bucketName,
        string keyPrefix,
        string startAfter,
        CancellationToken cancellationToken
    ) => RunAsync(() => Inner.ListFromAsync(bucketName, keyPrefix, startAfter, cancellationToken), cancellationToken);

    public override Task<IReadOnlyList<string>> ListBucketsAsync(CancellationToken cancellationToken) =>
        RunAsync(() => Inner.ListBucketsAsync(cancellationToken), cancellationToken);

    public override Task<KeyLevel> ListLevelAsync(string bucketName, string keyPrefix, CancellationToken cancellationToken) =>
        RunAsync(() => Inner.ListLevelAsync(bucketName, keyPrefix, cancellationToken), cancellationToken);

    public override void Dispose()
    {
        if (isOwner)
            base.Dispose();
    }

    RetriedRequest NewRequest(RetryLimits limits) => new(limits, backoff, outage);

    async Task<T> RunAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken, RetryLimits? limits = null)
    {
        var request = NewRequest(limits ?? policy);
        while (true)
        {
            await request.BeginAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var result = await attempt().ConfigureAwait(false);
                request.End();
                return result;
            }
            catch (ObjectStoreException failure) when (failure.Fault != ObjectStoreFault.Unavailable)
            {
                request.End();
                throw;
            }
            catch (ObjectStoreException failure)
            {
                await request.FailAsync(failure, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
