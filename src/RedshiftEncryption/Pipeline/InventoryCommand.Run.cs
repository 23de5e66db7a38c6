using System.Collections;
using System.Globalization;
using System.Management.Automation;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Completion;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Inventory;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Runs;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Pipeline;

/// <content>Shards as parts of one run that records what they did.</content>
public abstract partial class InventoryCommand
{
    RecordShardOperation? run;

    /// <summary>
    /// The S3 URI of a key prefix where all shards of a run record what they did with each row of the inventory. A shard that
    /// disagrees with the first one about the inventory, the number of shards or the parameters is an error.
    /// </summary>
    [Parameter(ParameterSetName = InventorySet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(S3UriCompleter))]
    public string? RunUri { get; set; }

    /// <summary>Gets the names of the parameters that the results depend on, on which all shards of a run must agree.</summary>
    private protected virtual IReadOnlyList<string> RunParameters =>
        ["KeyPrefix", nameof(Include), nameof(Exclude), nameof(NewerThan), nameof(OlderThan)];

    /// <summary>Gets the values of these parameters as texts, which contain no key.</summary>
    private protected virtual Dictionary<string, string> RunSettings()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in RunParameters)
        {
            if (MyInvocation.BoundParameters.TryGetValue(name, out var value) && value is not null)
                settings[name] = SettingText(value);
        }
        return settings;
    }

    /// <summary>Starts the work on an object, as the base class does, and records its outcome.</summary>
    /// <param name="item">The object.</param>
    /// <param name="work">Runs on another thread.</param>
    /// <param name="report">Writes the result, on the pipeline's thread.</param>
    /// <param name="describe">Creates the error of a failure, if it depends on more than the object.</param>
    private protected void StartItem<T>(
        ObjectItem item,
        Func<FileProgress, CancellationToken, Task<T>> work,
        Func<T, ItemResult> report,
        Func<Exception, ErrorRecord>? describe = null
    )
    {
        var uri = item.Address.Uri;
        StartItem(
            uri,
            LengthOf(item),
            uri,
            (progress, token) => RunInTimeAsync(work, progress, token),
            completed =>
            {
                if (completed.IsInTime)
                    Record(item, report(completed.Result!));
                else
                    Leave(item);
            },
            exception =>
            {
                var error = describe is null ? ErrorRecords.Item(exception, uri) : describe(exception);
                RecordFailure(item, error.FullyQualifiedErrorId);
                return error;
            }
        );
    }

    /// <summary>Reports an object that cannot be processed, and records that.</summary>
    private protected void Fail(ObjectItem item, ErrorRecord error)
    {
        RecordFailure(item, error.FullyQualifiedErrorId);
        Fail(error);
    }

    /// <summary>Returns whether an object's key can be sent. Reports a key that cannot.</summary>
    /// <param name="address">The object that is read or written.</param>
    /// <param name="item">The object that is processed.</param>
    private protected bool HasPossibleKey(S3Address address, ObjectItem item) =>
        HasPossibleKey(address, item.Address.Uri, error => Fail(item, error));

    /// <summary>Ends the command if -RunUri does not name a place.</summary>
    void RequireRunLocation()
    {
        try
        {
            _ = RunLocation.Parse(RunUri!);
        }
        catch (FormatException exception)
        {
            ThrowTerminatingError(ErrorRecords.InvalidParameters(exception.Message, nameof(RunUri)));
        }
    }

    /// <summary>Starts or joins the run of -RunUri.</summary>
    /// <returns>False if that failed, which is reported.</returns>
    bool StartRun(ObjectInventory found)
    {
        if (RunUri is null || IsWhatIf())
            return true;
        try
        {
            var store = Connect();
            var documents = new RunDocuments(store, RunLocation.Parse(RunUri), Buffers);
            var started = new RecordShardOperation(documents, Shard.Index, StopToken);
            run = started;
            var settings = RunSettings();
            Await(() => StartAsync(started, store, found, settings));
            return true;
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            EndRecording();
            Fail(ErrorRecords.Item(exception, RunUri));
            return false;
        }
    }

    async Task StartAsync(RecordShardOperation started, IObjectStore store, ObjectInventory found, Dictionary<string, string> settings)
    {
        var description = await store.DescribeAsync(found.Address, StopToken).ConfigureAwait(false);
        var wanted = new RunDescription(MyInvocation.MyCommand.Name, Shard.Count, found.Address.Uri, description.ETag, settings);
        await started.StartAsync(wanted).ConfigureAwait(false);
    }

    /// <summary>Writes the end of the report. What has not been recorded is missing there, and the shard must be repeated.</summary>
    void CompleteRun()
    {
        if (run is null)
            return;
        var isComplete = HasReadAll;
        _ = AwaitRun(completed => completed.CompleteAsync(isComplete));
    }

    /// <summary>Waits for the report where it is written slower than objects are processed.</summary>
    /// <returns>False if the report cannot be written, which is reported.</returns>
    bool KeepUp() => run is null || !run.IsBehind || AwaitRun(static behind => behind.Written);

    bool AwaitRun(Func<RecordShardOperation, Task> work)
    {
        var current = run!;
        try
        {
            Await(() => work(current));
            return true;
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            EndRecording();
            Fail(ErrorRecords.Item(exception, RunUri!));
            return false;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing)
            return;
        EndRecording();
        timeUp.Dispose();
    }

    void EndRecording()
    {
        run?.Dispose();
        run = null;
    }

    /// <summary>Records the outcome of an object that the command does not start to process.</summary>
    private protected void Record(ObjectItem item, ItemResult result) => Record(item.Row, result);

    void Record(InventoryRow? row, ItemResult result)
    {
        if (row is not null)
            run?.Add(row, result.Outcome, result.ErrorId, result.Length);
    }

    /// <summary>Records the failure of an object.</summary>
    private protected void RecordFailure(ObjectItem item, string errorId)
    {
        if (item.Row is { } row)
            run?.Add(row, RunOutcome.Failed, errorId);
    }

    /// <summary>Gets the text of a parameter's value. A type that could contain a key is never written.</summary>
    static string SettingText(object value) =>
        value switch
        {
            string text => text,
            string[] texts => string.Join("\n", texts),
            SwitchParameter given => given.IsPresent ? "true" : "false",
            DateTime time => time.ToUniversalTime().ToString("o", CultureInfo.InvariantCulture),
            long number => number.ToString(CultureInfo.InvariantCulture),
            Hashtable table => string.Join(
                "\n",
                table
                    .Cast<DictionaryEntry>()
                    .Select(static entry => string.Format(CultureInfo.InvariantCulture, "{0}={1}", entry.Key, entry.Value))
                    .OrderBy(static line => line, StringComparer.Ordinal)
            ),
            _ => throw new NotSupportedException($"A {value.GetType()} is not a setting of a run."),
        };
}
