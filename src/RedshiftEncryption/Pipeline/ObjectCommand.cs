using System.Globalization;
using System.Management.Automation;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Completion;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Inventory;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Pipeline;

/// <summary>
/// A cmdlet that processes objects in S3: those below a key prefix or of an inventory, which are processed while the rest is read,
/// or those from the pipeline.
/// </summary>
public abstract class ObjectCommand : InventoryCommand
{
    private protected const string ListingSet = "Listing";
    private protected const string ObjectSet = "Object";

    /// <summary>The most objects that a listing may contain where each shard reads all of it.</summary>
    const int MaximumListedByShards = 10_000;

    int plainCount;

    /// <summary>
    /// The bucket, an access point's ARN or alias, or an S3 URI that also contains the key prefix or, with -VersionId, the
    /// key.
    /// </summary>
    [Parameter(Position = 0, ParameterSetName = ListingSet)]
    [Parameter(Position = 0, ParameterSetName = ObjectSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BucketCompleter))]
    public string BucketName { get; set; } = "";

    /// <summary>The literal prefix of the objects' keys. The default is the whole bucket.</summary>
    [Parameter(Position = 1, ParameterSetName = ListingSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Parameter(ParameterSetName = InventorySet)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string KeyPrefix { get; set; } = "";

    /// <summary>The full key of an object.</summary>
    [Parameter(ParameterSetName = ObjectSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string Key { get; set; } = "";

    /// <summary>A version of the object. The default is the current one.</summary>
    [Parameter(ParameterSetName = ObjectSet, ValueFromPipelineByPropertyName = true)]
    public string? VersionId { get; set; }

    /// <summary>The record from the pipeline.</summary>
    [Parameter(ParameterSetName = ObjectSet, ValueFromPipeline = true, DontShow = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = ListingSet)]
    [Parameter(ParameterSetName = InventorySet)]
    [ValidateRange(0, ShardParameters.MaximumCount - 1)]
    public override int ShardIndex { get; set; }

    /// <summary>The number of shards. A listing is divided up to 10,000 objects; an inventory has no limit.</summary>
    [Parameter(ParameterSetName = ListingSet)]
    [Parameter(ParameterSetName = InventorySet)]
    [ValidateRange(1, ShardParameters.MaximumCount)]
    public override int ShardCount { get; set; } = 1;

    /// <inheritdoc/>
    [Parameter(ParameterSetName = ListingSet)]
    [Parameter(ParameterSetName = InventorySet)]
    public override SwitchParameter ShardFromEnvironment { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = ListingSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Parameter(ParameterSetName = InventorySet)]
    [TimeOrDelay]
    public override DateTime? StopAfter { get; set; }

    private protected override string RowPrefix => KeyPrefix;

    /// <summary>Gets whether the parameter set is one of those of this class.</summary>
    private protected bool TakesObjects => ParameterSetName is ListingSet or ObjectSet or InventorySet;

    /// <summary>Counts an object without a client-side envelope.</summary>
    /// <param name="verbose">The verbose message; null for an object that has a result of its own.</param>
    private protected void CountPlain(string? verbose = null)
    {
        plainCount++;
        NoteSuccess();
        if (verbose is not null)
            WriteVerbose(verbose);
    }

    /// <summary>Warns once of all objects without a client-side envelope.</summary>
    /// <param name="outcome">What happened to the object, if there was one.</param>
    /// <param name="outcomes">What happened to the objects, if there were several.</param>
    /// <param name="remedy">A sentence at the end.</param>
    private protected void WarnOfPlain(string outcome, string outcomes, string? remedy = null)
    {
        if (plainCount == 0)
            return;
        var said =
            plainCount == 1 ? $"object has no client-side envelope and {outcome}" : $"objects have no client-side envelope and {outcomes}";
        WriteWarning(string.Format(CultureInfo.CurrentCulture, "{0:N0} {1}.{2}", plainCount, said, remedy is null ? "" : " " + remedy));
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (!TakesObjects)
            return;
        BeginObjects();
        if (IsInventory)
            return;
        ReadBucketName();
        if (FilterParameter is { } filter && (MyInvocation.ExpectingInput || !string.IsNullOrEmpty(Key)))
            ThrowTerminatingError(
                ErrorRecords.InvalidParameters(
                    $"-{filter} selects from a listing. Select objects in the pipeline with Where-Object, and omit it with -Key.",
                    filter
                )
            );
        if (!MyInvocation.ExpectingInput && string.IsNullOrEmpty(BucketName))
            ThrowTerminatingError(
                ErrorRecords.InvalidParameters(
                    "Specify -BucketName and -KeyPrefix or -Key, or pass objects through the pipeline.",
                    nameof(BucketName)
                )
            );
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!TakesObjects)
            return;
        if (IsInventory)
        {
            ProcessInventory();
            return;
        }
        if (!MyInvocation.ExpectingInput && string.IsNullOrEmpty(Key))
        {
            ProcessListing();
            return;
        }
        // Checked here and not by the binder: records that it rejects are not counted.
        if (string.IsNullOrEmpty(BucketName) || string.IsNullOrEmpty(Key))
        {
            Fail(ErrorRecords.NoObject(InputObject));
            return;
        }
        var address = new S3Address(BucketName, Key, string.IsNullOrEmpty(VersionId) ? null : VersionId);
        var item = new ObjectItem(address, Listed: null, InputObject);
        if (HasPossibleKey(address, item))
            ProcessNamed(item);
    }

    void ReadBucketName()
    {
        (BucketName, var key) = BucketArgument.Read(this, BucketName, nameof(KeyPrefix), nameof(Key));
        AddOwnBucket(BucketName);
        if (key is null)
            return;
        // Only an object has versions.
        if (string.IsNullOrEmpty(VersionId))
            KeyPrefix = key;
        else
            Key = key;
    }

    /// <summary>Processes the listing page by page, so that a million keys stream through.</summary>
    void ProcessListing()
    {
        ObjectPage? last = null;
        var isEmpty = true;
        foreach (var page in Shard.Count > 1 ? ShortListing() : Pages())
        {
            var instructionFiles = new ListedInstructionFiles(page, isFirst: last is null);
            last = page;
            foreach (var listed in page.Objects)
            {
                // Consoles create empty objects as folder markers.
                if (listed.IsFolder)
                {
                    WriteVerbose($"'{listed.Key}' is a folder marker and was skipped.");
                    continue;
                }
                isEmpty = false;
                ProcessListed(listed, instructionFiles);
            }
            if (IsTimeUp && page.Continuation is not null)
            {
                HasReadAll = false;
                break;
            }
        }
        // Otherwise the listing has failed.
        if (isEmpty && last is { Continuation: null })
            ReportNothingFound();
    }

    /// <summary>Reads the listing, of which the next page is requested while one is processed. A failure is reported and ends it.</summary>
    IEnumerable<ObjectPage> Pages()
    {
        var store = Connect();
        var next = ListAsync(store, continuation: null);
        while (AwaitPage(next) is { } page)
        {
            if (page.Continuation is not { } continuation)
            {
                yield return page;
                break;
            }
            next = ListAsync(store, continuation);
            yield return page;
        }
    }

    ObjectPage? AwaitPage(Task<ObjectPage> next)
    {
        try
        {
            var page = Await(next);
            NoteSuccess();
            return page;
        }
        catch (ObjectStoreException exception)
        {
            Fail(ErrorRecords.Item(exception, new S3Address(BucketName, KeyPrefix).Uri));
            return null;
        }
    }

    /// <summary>Reads a listing before it is processed. Ends the command if it is long, because each shard reads the whole of it.</summary>
    List<ObjectPage> ShortListing()
    {
        var count = 0;
        var pages = new List<ObjectPage>();
        foreach (var page in Pages())
        {
            pages.Add(page);
            count += page.Objects.Count;
            if (count > MaximumListedByShards)
                ThrowTerminatingError(
                    ErrorRecords.InvalidParameters(
                        $"Each of {Shard.Count} shards would read the whole listing of {new S3Address(BucketName, KeyPrefix)}, which has "
                            + $"more than {MaximumListedByShards} objects. Specify -InventoryUri.",
                        new S3Address(BucketName, KeyPrefix).Uri
                    )
                );
        }
        return pages;
    }

    void ProcessListed(ListedObject listed, ListedInstructionFiles instructionFiles)
    {
        var address = new S3Address(BucketName, listed.Key);
        if (!Shard.Contains(address, Shard.Index, Shard.Count) || !Takes(RelativeKey(listed.Key), () => listed.LastModifiedUtc))
            return;
        var item = new ObjectItem(address, listed, Record: null) { HasNoInstructionFile = instructionFiles.HasNone(listed.Key) };
        if (HasPossibleKey(address, item))
            ProcessInTime(item);
    }

    /// <summary>
    /// Warns that no objects were found: a mistyped prefix must not look like success. It is not an error, because a bucket
    /// may be empty.
    /// </summary>
    void ReportNothingFound()
    {
        Failures.Increment();
        WriteWarning($"No objects were found below {new S3Address(BucketName, KeyPrefix)}.");
    }

    Task<ObjectPage> ListAsync(IObjectStore store, string? continuation)
    {
        var (bucketName, keyPrefix, token) = (BucketName, KeyPrefix, StopToken);
        return Task.Run(() => store.ListAsync(bucketName, keyPrefix, continuation, token), CancellationToken.None);
    }
}
