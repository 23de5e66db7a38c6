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

/// <content>The parameter set that takes the objects from an inventory.</content>
public abstract partial class ObjectCommand
{
    private protected const string InventorySet = "Inventory";

    InventoryPages? inventory;
    Task<IReadOnlyList<InventoryRow>?>? nextRows;

    /// <summary>
    /// The S3 URI of an inventory that replaces the listing: the manifest.json of an S3 Inventory report in CSV, the CSV manifest of
    /// S3 Batch Operations, or the CSV result of a query with the columns bucket and key.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = InventorySet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(S3UriCompleter))]
    public string InventoryUri { get; set; } = "";

    /// <summary>Gets whether the objects are those of an inventory.</summary>
    private protected bool IsInventory => string.Equals(ParameterSetName, InventorySet, StringComparison.Ordinal);

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
    void ProcessInventory()
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
            return;
        }
        if (!StartRun(found))
            return;
        inventory = read.Read(found, shard);
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
                hasReadAll = false;
                break;
            }
        }
        WriteVerbose(
            $"{inventory.Count} objects of {InventoryUri} belong to shard {shard.Index} of {shard.Count}. "
                + $"{inventory.SkippedCount} delete markers and earlier versions were left out."
        );
        if (isEmpty && shard.Count == 1 && Failures.Count == 0)
        {
            Failures.Increment();
            WriteWarning($"The inventory {InventoryUri} contains no objects.");
        }
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
            hasReadAll = false;
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
        else if (
            address.Key.StartsWith(KeyPrefix, StringComparison.Ordinal)
            && Takes(RelativeKey(address.Key), () => row.Listed?.LastModifiedUtc)
        )
        {
            if (HasPossibleKey(address, item))
                ProcessNamed(item);
            return;
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
