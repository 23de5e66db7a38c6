using Amazon.Runtime;
using Amazon.S3;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Storage.Retries;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Aws.S3;

/// <summary>
/// Implements the object store with the AWS SDK, with one attempt at each request. The parts of this type follow the roles:
/// reading, writing and listing.
/// </summary>
internal sealed partial class S3ObjectStore : IObjectStore
{
    const string CiphertextType = "application/octet-stream";

    /// <summary>The largest page that S3 returns.</summary>
    const int PageLength = 1000;

    readonly AmazonS3Client client;

    /// <summary>Over TLS, the checksum protects the same bytes as a payload signature, at a lower cost.</summary>
    readonly bool leavesPayloadUnsigned;

    readonly TimeSpan stallTimeout;

    readonly BandwidthLimit? bandwidth;

    /// <summary>The request header for requester-pays buckets; null if the bucket's owner pays.</summary>
    readonly RequestPayer? payer;

    internal S3ObjectStore(AWSCredentials credentials, S3Endpoint endpoint, ConnectionRequest request)
    {
        client = new S3Client(credentials, endpoint.Config, request.ExpectedBucketOwner);
        TakesChecksums = endpoint.TakesChecksums;
        leavesPayloadUnsigned = endpoint.TakesChecksums && endpoint.IsHttps;
        Region = endpoint.Region;
        EndpointUrl = endpoint.Url;
        ProfileName = request.ProfileName;
        payer = request.RequesterPays ? RequestPayer.Requester : null;
        stallTimeout = request.Timeout;
        bandwidth = request.Bandwidth;
    }

    public string Region { get; }

    public string? EndpointUrl { get; }

    public string? ProfileName { get; }

    public bool TakesChecksums { get; }

    public IObjectStore ForItem() => this;

    /// <summary>Resolves the endpoint and the credentials without a request to S3.</summary>
    /// <exception cref="InvalidConnectionException">No region or no credentials were found, or the profile does not
    /// exist.</exception>
    public static async Task<IObjectStore> OpenAsync(ConnectionRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var endpoint = S3Endpoint.Resolve(request);
            cancellationToken.ThrowIfCancellationRequested();
            var credentials = await Credentials.ResolveAsync(request, endpoint.Config).ConfigureAwait(false);
            return new ConfirmingObjectStore(
                new RetryingObjectStore(
                    new S3ObjectStore(credentials, endpoint, request),
                    S3Endpoint.Retries(request),
                    new SystemRetryClock()
                )
            );
        }
        catch (AmazonClientException exception)
        {
            throw new InvalidConnectionException($"The AWS SDK cannot connect: {exception.Message}", exception);
        }
    }

    public void Dispose() => client.Dispose();

    /// <summary>
    /// Sends a request on the condition that the object has not changed. HTTP requires quotes around the ETag of a
    /// condition, and strict servers refuse an unquoted one; radosgw refuses a quoted one on a write. After a refusal,
    /// the other form is tried unless the object's ETag has changed.
    /// </summary>
    /// <param name="address">The object of the condition.</param>
    /// <param name="eTag">The object's ETag. Unless it is a strong one, the request is sent without a condition.</param>
    /// <param name="isQuoted">Whether the first attempt uses quotes.</param>
    /// <param name="send">Sends the request with this condition; null for none.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    async Task<T> WithConditionAsync<T>(
        S3Address address,
        string? eTag,
        bool isQuoted,
        Func<string?, Task<T>> send,
        CancellationToken cancellationToken
    )
    {
        if (!EntityTag.IsStrong(eTag))
            return await send(null).ConfigureAwait(false);
        try
        {
            return await send(Condition(eTag, isQuoted)).ConfigureAwait(false);
        }
        catch (ObjectStoreException exception) when (exception.Fault == ObjectStoreFault.ObjectExists)
        {
            if (await FindAsync(address, cancellationToken).ConfigureAwait(false) is not { } found || !EntityTag.AreSame(eTag, found.ETag))
                throw Replaced(address, exception);
        }
        try
        {
            return await send(Condition(eTag, !isQuoted)).ConfigureAwait(false);
        }
        catch (ObjectStoreException exception) when (exception.Fault == ObjectStoreFault.ObjectExists)
        {
            throw Replaced(address, exception);
        }
    }

    static string Condition(string eTag, bool isQuoted) => isQuoted ? $"\"{eTag}\"" : eTag;

    static ObjectStoreException Replaced(S3Address address, ObjectStoreException refusal) =>
        new(ObjectStoreFault.ObjectChanged, $"{address} was overwritten by another client in the meantime.", refusal);
}
