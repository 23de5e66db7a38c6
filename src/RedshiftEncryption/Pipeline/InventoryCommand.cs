using System.Management.Automation;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Completion;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Inventory;
using RedshiftEncryption.Loading;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Runs;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Pipeline;

/// <summary>A cmdlet that takes objects from an inventory, in shards if need be, which are processed while the rest is read.</summary>
public abstract partial class InventoryCommand : FilteredCommand, IShardParameters
{
    private protected const string InventorySet = "Inventory";

    InventoryPages? inventory;
    Task<IReadOnlyList<InventoryRow>?>? nextRows;
    bool hasMatch;

    /// <summary>
    /// The S3 URI of an inventory that replaces the listing: the manifest.json of an S3 Inventory report in CSV, the CSV manifest of
    /// S3 Batch Operations, or the CSV result of a query with the columns bucket and key.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = InventorySet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(S3UriCompleter))]
    public string InventoryUri { get; set; } = "";

    /// <summary>The number of the shard to process, from 0. Each object belongs to exactly one of -ShardCount shards.</summary>
    public abstract int ShardIndex { get; set; }

    /// <summary>The number of shards.</summary>
    public abstract int ShardCount { get; set; }

    /// <summary>
    /// Takes the number of the shard from the variables of Slurm, AWS Batch or Kubernetes. Only AWS Batch also sets the number of
    /// shards.
    /// </summary>
    public abstract SwitchParameter ShardFromEnvironment { get; set; }

    /// <summary>Gets the beginning of the keys of the objects to process. Other rows are recorded as excluded.</summary>
    private protected abstract string RowPrefix { get; }

    /// <summary>Gets the shard to process.</summary>
    private protected Shard Shard { get; private set; } = Shard.Whole;

    /// <inheritdoc/>
    private protected override bool IsWhole => Shard.Count == 1;

    /// <summary>Gets or sets whether the listing, the inventory or the pipeline was read to its end.</summary>
    private protected bool HasReadAll { get; set; } = true;

    /// <summary>Gets whether the objects are those of an inventory.</summary>
    private protected bool IsInventory => string.Equals(ParameterSetName, InventorySet, StringComparison.Ordinal);

    /// <summary>Starts the work on an object, on the pipeline's thread.</summary>
    private protected abstract void Process(ObjectItem item);

    /// <summary>Returns the object's length in bytes from the listing or the record; 0 if neither contains it.</summary>
    private protected static long LengthOf(ObjectItem item) =>
        item.Listed?.Length ?? RecordProperties.Number(item.Record, nameof(EncryptedS3Object.Length)) ?? 0;

    /// <summary>Reads the shard, the time limit and where the objects come from, or ends the command.</summary>
    private protected void BeginObjects()
    {
        Shard = ShardParameters.Read(this, this);
        ReadStopAfter();
        if (IsInventory)
            RequireInventory();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        CompleteRun();
        WarnOfTime();
    }

    /// <summary>Processes an object that is possibly in a bucket to which the command has no connection yet.</summary>
    private protected void ProcessNamed(ObjectItem item)
    {
        try
        {
            if (Admit(item.Address.BucketName, item.Record, item.Address.Uri))
                ProcessInTime(item);
            else
                RecordFailure(item, nameof(ObjectStoreFault.BucketNotFound));
        }
        catch (InvalidRecordException exception)
        {
            Fail(item, ErrorRecords.Item(exception, item.Address.Uri));
        }
    }

    /// <summary>Processes an object, or leaves it where the time is up.</summary>
    private protected void ProcessInTime(ObjectItem item)
    {
        if (IsTimeUp)
            Leave(item);
        else
            Process(item);
    }

    /// <summary>Notes a key of the inventory below the prefix, before the filters select it or not.</summary>
    private protected virtual void Meet(string key) { }

    /// <summary>Returns the path that the filters apply to: below the key prefix, as Receive-EncryptedS3Object names the file.</summary>
    private protected virtual string RelativeKey(string key) => key.Substring(Math.Min(RowPrefix.LastIndexOf('/') + 1, key.Length));

    /// <summary>Ends the command where an inventory cannot be read.</summary>
    void RequireInventory()
    {
        if (RunUri is not null)
            RequireRunLocation();
        if (!S3Address.TryParse(InventoryUri, out var address) || address.Key.Length == 0)
            ThrowTerminatingError(
                ErrorRecords.InvalidParameters($"'{InventoryUri}' is not the S3 URI of an object: s3://bucket/key.", nameof(InventoryUri))
            );
        if (!CsvOpener.IsSupported)
            ThrowTerminatingError(ErrorRecords.InvalidParameters("-InventoryUri requires PowerShell 7.", nameof(InventoryUri)));
    }

    /// <summary>Processes an inventory page by page. The next page is read while the objects of this one are processed.</summary>
    /// <returns>Whether all of its rows were read.</returns>
    private protected bool ProcessInventory()
    {
        var read = new ReadInventoryOperation(Connect(), Buffers, CompressionOpener.Open, CsvOpener.Open);
        ObjectInventory found;
        try
        {
            var address = S3Address.Parse(InventoryUri);
            found = Await(Task.Run(() => read.OpenAsync(address, StopToken), CancellationToken.None));
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            Fail(ErrorRecords.Item(exception, InventoryUri));
            return false;
        }
        if (!StartRun(found))
            return false;
        inventory = read.Read(found, Shard);
        var isEmpty = true;
        nextRows = ReadRowsAsync(inventory);
        while (AwaitRows() is { } rows)
        {
            nextRows = ReadRowsAsync(inventory);
            foreach (var row in rows)
            {
                isEmpty = false;
                ProcessRow(row);
            }
            // What is left belongs in the report of a run. Without one, the rest is not read.
            if (!KeepUp() || (IsTimeUp && run is null))
            {
                HasReadAll = false;
                break;
            }
        }
        WriteVerbose(
            $"{inventory.Count} objects of {InventoryUri} belong to shard {Shard.Index} of {Shard.Count}. "
                + $"{inventory.SkippedCount} delete markers and earlier versions were left out."
        );
        if (isEmpty && IsWhole && Failures.Count == 0)
        {
            Failures.Increment();
            WriteWarning($"The inventory {InventoryUri} contains no objects.");
        }
        // A mistyped prefix must not look like success. Other shards may have the objects below it.
        else if (!isEmpty && !hasMatch && IsWhole && HasReadAll)
        {
            Failures.Increment();
            WriteWarning($"No object of {InventoryUri} has a key that begins with '{RowPrefix}'.");
        }
        return HasReadAll;
    }

    /// <returns>The next page; null at the end, and where the rest cannot be read, which is reported.</returns>
    IReadOnlyList<InventoryRow>? AwaitRows()
    {
        try
        {
            var rows = Await(nextRows!);
            NoteSuccess();
            return rows;
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            HasReadAll = false;
            Fail(ErrorRecords.Item(exception, InventoryUri));
            return null;
        }
    }

    void ProcessRow(InventoryRow row)
    {
        if (row.Address is not { } address)
        {
            run?.Add(row, RunOutcome.Failed, row.Fault!.Fault.ToString());
            Fail(ErrorRecords.Item(row.Fault!, $"{InventoryUri}#{row.Number}"));
            return;
        }
        var item = new ObjectItem(address, row.Listed, Record: null) { Row = row };
        if (row.Listed is { IsFolder: true })
            WriteVerbose($"'{address.Key}' is a folder marker and was skipped.");
        else if (address.Key.StartsWith(RowPrefix, StringComparison.Ordinal))
        {
            hasMatch = true;
            Meet(address.Key);
            if (Takes(RelativeKey(address.Key), () => row.Listed?.LastModifiedUtc))
            {
                if (HasPossibleKey(address, item))
                    ProcessNamed(item);
                return;
            }
        }
        Record(item, new ItemResult(RunOutcome.Excluded));
    }

    Task<IReadOnlyList<InventoryRow>?> ReadRowsAsync(InventoryPages pages)
    {
        var token = StopToken;
        return Task.Run(() => pages.NextAsync(token), CancellationToken.None);
    }

    private protected override async Task CleanUpAsync()
    {
        if (inventory is null)
            return;
        // It was canceled with the command, or has ended.
        if (nextRows is not null)
            await Task.WhenAny(nextRows).ConfigureAwait(false);
        await inventory.CloseAsync().ConfigureAwait(false);
    }
}
