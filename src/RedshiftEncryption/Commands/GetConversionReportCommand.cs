using System.Globalization;
using System.Management.Automation;
using RedshiftEncryption.Completion;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Inventory;
using RedshiftEncryption.Loading;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Pipeline;
using RedshiftEncryption.Runs;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Commands;

/// <summary>Adds up what the shards of a run have done, or gets the objects with certain outcomes.</summary>
[Cmdlet(VerbsCommon.Get, "ConversionReport", DefaultParameterSetName = SummarySet)]
[OutputType(typeof(ConversionReport), ParameterSetName = [SummarySet])]
[OutputType(typeof(ReportedS3Object), ParameterSetName = [OutcomeSet])]
public sealed class GetConversionReportCommand : S3Command
{
    const string SummarySet = "Summary";
    const string OutcomeSet = "Outcome";

    readonly Dictionary<int, ShardTotal?> totals = [];
    RowTotal inventoryTotal;
    int countedFiles;
    long rowsWithoutObject;

    /// <summary>The S3 URI of the run, as its shards have it in -RunUri.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(S3UriCompleter))]
    public string RunUri { get; set; } = "";

    /// <summary>
    /// Adds up the reports only, without reading the inventory. Whether each of its rows is accounted for is then not known.
    /// </summary>
    [Parameter(ParameterSetName = SummarySet)]
    public SwitchParameter SkipInventory { get; set; }

    /// <summary>Gets the objects with these outcomes, and not the totals.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OutcomeSet)]
    [ValidateSet(
        nameof(RunOutcome.Done),
        nameof(RunOutcome.Skipped),
        nameof(RunOutcome.NotEncrypted),
        nameof(RunOutcome.Excluded),
        nameof(RunOutcome.Left),
        nameof(RunOutcome.Failed)
    )]
    public string[] Outcome { get; set; } = [];

    private protected override string Activity => "Adding up the reports of shards";

    /// <summary>Only small documents are read: the time is spent waiting for responses.</summary>
    private protected override int FirstItems => 32;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (!CsvOpener.IsSupported)
            ThrowTerminatingError(ErrorRecords.InvalidParameters("Reports of runs require PowerShell 7.", nameof(RunUri)));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            var location = Location();
            var documents = new RunDocuments(Connect(), location, Buffers);
            var run = Await(Task.Run(() => documents.ReadRunAsync(StopToken), CancellationToken.None));
            ReadTotals(documents, location, run);
            if (Outcome.Length > 0)
                WriteObjects(documents, location);
            else
                WriteSummary(location, run);
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            Fail(ErrorRecords.Item(exception, RunUri));
        }
    }

    RunLocation Location()
    {
        try
        {
            return RunLocation.Parse(RunUri);
        }
        catch (FormatException exception)
        {
            ThrowTerminatingError(ErrorRecords.InvalidParameters(exception.Message, nameof(RunUri)));
            throw;
        }
    }

    void ReadTotals(RunDocuments documents, RunLocation location, RunDescription run)
    {
        for (var i = 0; i < run.ShardCount; i++)
        {
            var shard = i;
            var uri = location.Total(shard).Uri;
            StartItem(uri, length: 0, uri, (_, token) => documents.FindTotalAsync(shard, token), total => totals[shard] = total);
        }
        AwaitItems();
    }

    void WriteSummary(RunLocation location, RunDescription run)
    {
        var inventory = SkipInventory ? null : CountInventory(run);
        // An error of a shard's totals has been reported. The shard then counts as one that has not started.
        var all = Enumerable.Range(0, run.ShardCount).Select(shard => totals.TryGetValue(shard, out var total) ? total : null).ToList();
        var report = RunSummary.Of(location, run, all, inventory, requiresInventory: !SkipInventory);
        WriteObject(report);
        if (report.Excluded > 0 && report.Excluded == report.RowCount)
            WriteWarning("Every row of the inventory was excluded: check -KeyPrefix and the filters of the run.");
    }

    /// <returns>Null if the inventory cannot be read, or is another one than that of the run. Both are reported.</returns>
    RowTotal? CountInventory(RunDescription run)
    {
        var address = S3Address.Parse(run.InventoryUri);
        var store = Connect();
        var read = new ReadInventoryOperation(store, Buffers, CompressionOpener.Open, CsvOpener.Open);
        try
        {
            var found = Await(Task.Run(() => OpenAsync(read, store, address, run), CancellationToken.None));
            foreach (var file in found.Files)
            {
                var uri = file.Address.Uri;
                StartItem(
                    uri,
                    file.Length ?? 0,
                    uri,
                    (_, token) => read.CountAsync(found, file, token),
                    total =>
                    {
                        inventoryTotal += total;
                        countedFiles++;
                    }
                );
            }
            AwaitItems();
            return countedFiles == found.Files.Count ? inventoryTotal : null;
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            Fail(ErrorRecords.Item(exception, run.InventoryUri));
            return null;
        }
    }

    async Task<ObjectInventory> OpenAsync(ReadInventoryOperation read, IObjectStore store, S3Address address, RunDescription run)
    {
        var description = await store.DescribeAsync(address, StopToken).ConfigureAwait(false);
        return string.Equals(description.ETag, run.InventoryETag, StringComparison.Ordinal)
            ? await read.OpenAsync(address, StopToken).ConfigureAwait(false)
            : throw new RunException(RunFault.RunDiffers, $"{address} has been overwritten since the run was started.");
    }

    void WriteObjects(RunDocuments documents, RunLocation location)
    {
        foreach (var total in totals.OrderBy(static pair => pair.Key).Select(static pair => pair.Value).OfType<ShardTotal>())
        {
            if (!total.Outcomes.Any(outcome => IsWanted(outcome.Outcome)))
                continue;
            for (var i = 0; i < total.Parts.Count; i++)
            {
                var (number, part) = (i + 1, total.Parts[i]);
                var uri = location.Part(total.ShardIndex, number).Uri;
                StartItem(
                    uri,
                    length: 0,
                    uri,
                    (_, token) => documents.ReadPartAsync(total.ShardIndex, number, part, CsvOpener.Open, token),
                    rows => Write(rows, total.ShardIndex)
                );
            }
        }
        AwaitItems();
        if (rowsWithoutObject > 0)
            WriteWarning(
                string.Format(
                    CultureInfo.CurrentCulture,
                    "{0:N0} {1} of the inventory {2} no object and cannot be returned.",
                    rowsWithoutObject,
                    rowsWithoutObject == 1 ? "row" : "rows",
                    rowsWithoutObject == 1 ? "names" : "name"
                )
            );
    }

    void Write(IReadOnlyList<ReportRow> rows, int shard)
    {
        foreach (var row in rows.Where(row => IsWanted(row.Outcome)))
        {
            if (!row.IsObject)
            {
                rowsWithoutObject++;
                continue;
            }
            WriteObject(
                new ReportedS3Object
                {
                    BucketName = row.Address.BucketName,
                    Key = row.Address.Key,
                    VersionId = row.Address.VersionId,
                    Outcome = row.Outcome.ToString(),
                    ErrorId = row.ErrorId,
                    Length = row.Length,
                    ShardIndex = shard,
                }
            );
        }
    }

    bool IsWanted(RunOutcome outcome) => Outcome.Contains(outcome.ToString(), StringComparer.OrdinalIgnoreCase);
}
