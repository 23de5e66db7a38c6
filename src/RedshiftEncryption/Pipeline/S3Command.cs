using System.Management.Automation;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Loading;
using RedshiftEncryption.Records;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Storage.Retries;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Pipeline;

/// <summary>A cmdlet that sends requests to S3: a connection for each endpoint of the items.</summary>
public abstract class S3Command : AwsCommand, IKeyProtectionUser
{
    readonly Dictionary<ConnectionPlace, IObjectStore> stores = [];
    readonly HashSet<string> ownBuckets = new(StringComparer.Ordinal);
    readonly Dictionary<string, int> missingBuckets = new(StringComparer.Ordinal);
    readonly CommonFaults commonFaults = new();
    readonly RootKeyParameter rootKeys = new();
    readonly PrivateKeyParameter privateKeys = new();
    KmsDataKeys? kms;
    bool isEnding;

    /// <summary>
    /// The largest number of items that are processed concurrently, 64 by default. The number starts at 8, and grows while that
    /// makes the command faster.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 128)]
    public int ThrottleLimit { get; set; }

    /// <summary>Confirms that the requester pays for requests and transfers, where the bucket requires it.</summary>
    [Parameter]
    public SwitchParameter RequesterPays { get; set; }

    /// <summary>The ID of the account that must own the buckets. A bucket of another account denies access.</summary>
    [Parameter]
    [ValidatePattern("^[0-9]{12}\\z")]
    public string? ExpectedBucketOwner { get; set; }

    /// <summary>The rate of all content that the command sends and receives together, in bytes per second.</summary>
    [Parameter]
    [ValidateRange(Storage.BandwidthLimit.Minimum, long.MaxValue)]
    public long BandwidthLimit { get; set; }

    /// <summary>The memory for all content in transfer, in bytes.</summary>
    [Parameter]
    [ValidateRange(16L * 1024 * 1024, long.MaxValue)]
    public long MemoryLimit { get; set; } = BufferPool.DefaultLimit;

    private protected override int LastItems => ThrottleLimit > 0 ? ThrottleLimit : base.LastItems;

    /// <summary>Counts this command's failures. The command's records carry it.</summary>
    private protected FailureCounter Failures => field ??= new FailureCounter(MyInvocation.MyCommand.Name);

    /// <summary>The connection in the current item's record, as far as parameters do not determine it.</summary>
    private protected ConnectionPlace ItemPlace { get; set; }

    /// <summary>One memory budget for all items of the command.</summary>
    private protected BufferPool Buffers => field ??= new BufferPool(MemoryLimit);

    /// <summary>One rate for all connections of the command; null for no limit.</summary>
    BandwidthLimit? Bandwidth => BandwidthLimit == 0 ? null : field ??= new BandwidthLimit(BandwidthLimit, new SystemRetryClock());

    /// <summary>Without -EndpointUrl, which is for S3.</summary>
    ConnectionRequest IKeyProtectionUser.KeyProtectionRequest =>
        new()
        {
            ProfileName = NonEmpty(ProfileName),
            Credential = AwsCredential?.GetNetworkCredential(),
            SessionToken = SessionToken,
        };

    T IKeyProtectionUser.Wait<T>(Func<CancellationToken, Task<T>> work) => Await(Task.Run(() => work(StopToken), CancellationToken.None));

    /// <summary>Adds a bucket that all items are in or are written to. If it does not exist, the command ends.</summary>
    private protected void AddOwnBucket(string bucketName) => ownBuckets.Add(bucketName);

    /// <summary>
    /// Returns whether an item can be processed: its bucket name is valid, and its connection is allowed. Only parameters and
    /// this module's own records may choose a connection. A foreign file must not choose where plaintext is sent or received
    /// from. Reports an item that cannot be processed. On the pipeline's thread, before <see cref="Connect"/>.
    /// </summary>
    /// <param name="bucketName">The item's bucket.</param>
    /// <param name="record">The record of the item; null for none.</param>
    /// <param name="target">The target of an error.</param>
    private protected bool Admit(string bucketName, PSObject? record, object target)
    {
        ItemPlace = default;
        if (missingBuckets.TryGetValue(bucketName, out var skipped))
        {
            Failures.Increment();
            missingBuckets[bucketName] = skipped + 1;
            return false;
        }
        if (!S3Address.IsBucketName(bucketName))
        {
            Fail(ErrorRecords.InvalidBucketName(bucketName, target));
            return false;
        }
        var named = NamedPlace(record);
        if (named == default)
            return true;
        if (RecordProperties.IsOwn(record!))
        {
            ItemPlace = named;
            return true;
        }
        if (named.DifferenceFrom(Connect()) is not { } difference)
            return true;
        Fail(ErrorRecords.RecordNotFollowed(difference.Parameter, difference.Value, target));
        return false;
    }

    /// <summary>Returns whether an object's key can be sent. Reports a key that cannot. On the pipeline's thread.</summary>
    /// <param name="address">The object.</param>
    /// <param name="target">The target of an error.</param>
    private protected bool HasPossibleKey(S3Address address, string target) => HasPossibleKey(address, target, Fail);

    /// <summary>Returns whether an object's key can be sent.</summary>
    /// <param name="address">The object.</param>
    /// <param name="target">The target of an error.</param>
    /// <param name="fail">Reports a key that cannot be sent.</param>
    private protected static bool HasPossibleKey(S3Address address, string target, Action<ErrorRecord> fail)
    {
        try
        {
            return ObjectKey.Checked(address.Key).Length > 0;
        }
        catch (InvalidKeyException exception)
        {
            fail(ErrorRecords.Item(exception, target));
            return false;
        }
    }

    /// <summary>Ends the command if a parameter of SSE-KMS was specified for another encryption.</summary>
    private protected void RequireKms(string parameter, string? serverSideEncryption)
    {
        if (IsGiven(parameter) && !EncryptionName.IsKms(serverSideEncryption))
            ThrowTerminatingError(
                ErrorRecords.InvalidParameters(
                    $"-{parameter} requires -ServerSideEncryption aws:kms.",
                    MyInvocation.BoundParameters[parameter]
                )
            );
    }

    /// <summary>Reads the root key of a parameter, or ends the command. The key is zeroed when the command has ended.</summary>
    /// <param name="given">The parameter's value; null if it was omitted.</param>
    private protected RootKey? ReadRootKey(RootKey? given) => rootKeys.Read(this, given);

    /// <summary>Reads the root keys of a parameter in the same way. Shorter keys than 256 bits are accepted.</summary>
    /// <param name="given">The parameter's value; null if it was omitted.</param>
    /// <param name="size">The size of the keys in bits.</param>
    private protected IReadOnlyList<RootKey> ReadRootKeys(RootKey[]? given, int size) => rootKeys.Read(this, given, size);

    /// <summary>Reads the keys that open objects, or ends the command. They are zeroed when the command has ended.</summary>
    private protected KeyRing ReadKeys(IKeyParameters given)
    {
        if (given is IKmsParameters wanted)
        {
            var request = ((IKeyProtectionUser)this).KeyProtectionRequest;
            kms = new KmsDataKeys(
                (region, cancellationToken) => KeyProtectionOpener.OpenAsync(request with { Region = region }, cancellationToken),
                NonEmpty(wanted.KmsRegion),
                wanted.KmsEncryptionContext is null ? null : KeyContext.Of(wanted.KmsEncryptionContext)
            );
        }
        return new KeyRing(
            ReadRootKeys(given.RootKey, given.RootKeySize),
            privateKeys.Read(this, given.PrivateKey, given.PrivateKeyPassphrase),
            kms
        );
    }

    /// <summary>
    /// Starts the work on an item, and reports its result or its failure on the pipeline's thread. Until the throttle limit
    /// allows the work, writes the output of other items.
    /// </summary>
    /// <param name="name">The item's name in the progress bar.</param>
    /// <param name="length">The item's length in bytes, for the progress bar.</param>
    /// <param name="target">The target of the item's error.</param>
    /// <param name="work">Runs on another thread. Any exception that is not a failure of the item ends the command.</param>
    /// <param name="report">Writes the result.</param>
    /// <param name="describe">Creates the error of a failure, if it depends on more than the target.</param>
    private protected void StartItem<T>(
        string name,
        long length,
        object target,
        Func<FileProgress, CancellationToken, Task<T>> work,
        Action<T> report,
        Func<Exception, ErrorRecord>? describe = null
    )
    {
        var progress = Progress.Begin(name, length);
        Start(async cancellationToken =>
        {
            try
            {
                var result = await work(progress, cancellationToken).ConfigureAwait(false);
                Post(() => report(result));
            }
            catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
            {
                if (exception is UploadNotAbortedException && cancellationToken.IsCancellationRequested)
                    PostLastWord(exception.Message);
                Post(() => Fail(describe is null ? ErrorRecords.Item(exception, target) : describe(exception)));
            }
            finally
            {
                progress.Dispose();
            }
        });
    }

    /// <summary>
    /// Counts and writes an error. Ends the command if every further item would fail in the same way. On the pipeline's
    /// thread.
    /// </summary>
    private protected virtual void Fail(ErrorRecord error)
    {
        Failures.Increment();
        // Work that is canceled with the command fails in many ways.
        if (isEnding)
            return;
        var refused = ErrorRecords.StoreFailure(error);
        if (refused is { Scope: FaultScope.Bucket, BucketName: { } bucketName })
        {
            if (ownBuckets.Contains(bucketName))
                End(error);
            if (missingBuckets.TryGetValue(bucketName, out var skipped))
            {
                missingBuckets[bucketName] = skipped + 1;
                return;
            }
            missingBuckets.Add(bucketName, 0);
            WriteError(error);
            return;
        }
        // The connection of another record may lead to another server or account.
        if (refused is not null && commonFaults.IsCommon(refused) && stores.Count == 1)
            End(error);
        WriteError(error);
    }

    /// <summary>Records that a page of a listing, or an item without a result, has succeeded.</summary>
    private protected void NoteSuccess() => commonFaults.Succeeded();

    /// <summary>Writes the result of an item, which counts as a success.</summary>
    private protected new void WriteObject(object? result)
    {
        NoteSuccess();
        base.WriteObject(result);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        foreach (var missing in missingBuckets.Where(static missing => missing.Value > 0))
            WriteError(ErrorRecords.BucketSkipped(missing.Key, missing.Value));
    }

    /// <summary>Returns the connection for the current item. Ends the command if it cannot be opened.</summary>
    private protected IObjectStore Connect()
    {
        var place = new ConnectionPlace(
            NonEmpty(Region) ?? ItemPlace.Region ?? StoredRegion(),
            NonEmpty(EndpointUrl) ?? ItemPlace.EndpointUrl,
            NonEmpty(ProfileName) ?? ItemPlace.ProfileName ?? StoredProfileName()
        );
        if (stores.TryGetValue(place, out var store))
            return store.ForItem();
        var request = new ConnectionRequest
        {
            Region = place.Region,
            EndpointUrl = place.EndpointUrl,
            ProfileName = place.ProfileName,
            Credential = AwsCredential?.GetNetworkCredential(),
            SessionToken = SessionToken,
            RequesterPays = RequesterPays,
            ExpectedBucketOwner = ExpectedBucketOwner,
            Bandwidth = Bandwidth,
            RetryTimeout = RetryLimit,
        };
        // Not on this thread: the SDK resolves regions and credentials synchronously, and Ctrl+C must not wait for that.
        try
        {
            stores[place] = Await(Task.Run(() => ObjectStoreOpener.OpenAsync(request, StopToken)));
            return stores[place].ForItem();
        }
        catch (InvalidConnectionException exception)
        {
            ThrowTerminatingError(ErrorRecords.InvalidConnection(exception, EndpointUrl ?? Region ?? "AWS"));
            throw;
        }
    }

    /// <summary>Returns the connection in a record. A specified parameter, even an empty one, takes precedence.</summary>
    ConnectionPlace NamedPlace(PSObject? record) =>
        record is null
            ? default
            : new ConnectionPlace(
                IsGiven(nameof(Region)) ? null : RecordProperties.Text(record, nameof(Region)),
                IsGiven(nameof(EndpointUrl)) ? null : RecordProperties.Text(record, nameof(EndpointUrl)),
                IsGiven(nameof(ProfileName)) || AwsCredential is not null ? null : RecordProperties.Text(record, nameof(ProfileName))
            );

    /// <summary>Settles the work in progress, writes its output, and ends the command.</summary>
    void End(ErrorRecord error)
    {
        isEnding = true;
        SettleAndDrain();
        ThrowTerminatingError(ErrorRecords.EndOfCommand(error, Failures.Count));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The tasks use the keys and the connections until they have settled.
        base.Dispose(disposing);
        if (!disposing)
            return;
        rootKeys.Dispose();
        privateKeys.Dispose();
        kms?.Dispose();
        foreach (var store in stores.Values)
            store.Dispose();
        stores.Clear();
    }
}
