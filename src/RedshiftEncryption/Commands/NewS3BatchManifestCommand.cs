using System.Globalization;
using System.Management.Automation;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Completion;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Inventory;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Pipeline;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Commands;

/// <summary>
/// Writes the manifest of an S3 Batch Operations job for objects from the pipeline. It is uploaded while they are received, so that
/// its length does not matter.
/// </summary>
[Cmdlet(VerbsCommon.New, "S3BatchManifest", SupportsShouldProcess = true)]
[OutputType(typeof(S3BatchManifest))]
public sealed class NewS3BatchManifestCommand : S3Command
{
    const double MiB = 1024 * 1024;

    readonly UpstreamFailures upstream = new();
    S3Address destination = new("", "");
    BatchManifestRows? rows;
    IObjectStore? store;
    WriteBatchManifestOperation? write;
    Task<StoredObject>? upload;
    FileProgress? sent;
    bool isPlan;
    bool? isConfirmed;
    int incomplete;
    PSObject? firstIncomplete;

    /// <summary>The S3 URI to write the manifest to: s3://bucket/key.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(S3UriCompleter))]
    public string Uri { get; set; } = "";

    /// <summary>The bucket of the objects.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BucketCompleter))]
    public string BucketName { get; set; } = "";

    /// <summary>An object's full key.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string Key { get; set; } = "";

    /// <summary>The version of the object that the job processes. The default is the current one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? VersionId { get; set; }

    /// <summary>The record from the pipeline.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>Leaves the versions of the objects out, so that the job processes the current ones.</summary>
    [Parameter]
    public SwitchParameter WithoutVersion { get; set; }

    /// <summary>
    /// Writes an object as often as it is received. Otherwise, that is an error, for which each object is remembered in about 40 bytes
    /// of memory.
    /// </summary>
    [Parameter]
    public SwitchParameter AllowDuplicates { get; set; }

    /// <summary>Writes the manifest even if items of earlier commands failed.</summary>
    [Parameter]
    public SwitchParameter AllowIncomplete { get; set; }

    /// <summary>Reports an existing manifest as an error and preserves it. The server checks this as it writes.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    private protected override string Activity => "Writing a manifest";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        (BucketName, var key) = BucketArgument.ReadObject(this, BucketName, nameof(Key));
        if (key is not null)
            Key = key;
        if (!MyInvocation.ExpectingInput && (string.IsNullOrEmpty(BucketName) || string.IsNullOrEmpty(Key)))
            ThrowTerminatingError(
                ErrorRecords.InvalidParameters("Pass objects through the pipeline, or specify -BucketName and -Key.", nameof(BucketName))
            );
        Run(() => destination = Destination());
        rows = new BatchManifestRows(WithoutVersion, AllowDuplicates);
        isPlan = IsWhatIf();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        upstream.Add(InputObject);
        // Checked here and not by the binder: objects that it rejects would silently be missing from the manifest.
        if (string.IsNullOrEmpty(BucketName) || string.IsNullOrEmpty(Key))
        {
            incomplete++;
            firstIncomplete ??= InputObject;
            return;
        }
        if (!S3Address.IsBucketName(BucketName))
            ThrowTerminatingError(ErrorRecords.InvalidBucketName(BucketName, Uri));
        Run(() =>
        {
            if (Admit(destination.BucketName, InputObject, Uri))
                Add(new S3Address(BucketName, Key, NonEmpty(VersionId)));
        });
        ShowProgress();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        RefuseIncompleteInput();
        if (Confirm(CountOf(rows!.Count)))
            WriteObject(RunChecked(Complete));
        base.EndProcessing();
    }

    /// <summary>Ends the command: there is one manifest or none.</summary>
    private protected override void Fail(ErrorRecord error) => ThrowTerminatingError(error);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The upload uses the parts until it has settled.
        base.Dispose(disposing);
        if (!disposing)
            return;
        sent?.Dispose();
        write?.Dispose();
    }

    S3Address Destination()
    {
        var uri = S3Address.Parse(Uri);
        if (AccessPointArn.IsOne(uri.BucketName))
            throw new FormatException($"{uri} specifies an access point by its ARN. A job requires the ARN of an object in a bucket.");
        return uri with { Key = ObjectKey.Checked(uri.Key) };
    }

    void Add(S3Address address)
    {
        if (address with { VersionId = null } == destination)
            ThrowTerminatingError(
                ErrorRecords.InvalidParameters($"The manifest would overwrite {destination}, which it names. Specify another -Uri.", Uri)
            );
        if (rows!.Add(address) is { } row && !isPlan && isConfirmed != false)
            Write(row);
        if (upload is { IsCompleted: true })
            Await(upload);
        Progress.State = string.Format(CultureInfo.CurrentCulture, "{0:N0} objects, {1:N1} MiB sent", rows.Count, (sent?.Done ?? 0) / MiB);
    }

    void Write(byte[] row)
    {
        // The connection of the first record.
        write ??= new WriteBatchManifestOperation(store = Connect(), Buffers, destination, NoClobber);
        if (write.TryAdd(row))
            return;
        if (write.IsFull)
        {
            if (!Confirm("more than " + CountOf(rows!.Count - 1)))
                return;
            Push(isLast: false);
        }
        write.BeginPart(Await(write.RentPartAsync(StopToken)));
        write.TryAdd(row);
    }

    void Push(bool isLast)
    {
        write!.PushPart(isLast);
        if (upload is not null)
            return;
        var progress = sent = Progress.Begin(Uri, length: 0);
        upload = StartSettled(token => UploadAsync(write, isLarge: !isLast, progress, token));
    }

    async Task<StoredObject> UploadAsync(
        WriteBatchManifestOperation operation,
        bool isLarge,
        FileProgress progress,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await operation.RunAsync(isLarge, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (UploadNotAbortedException exception) when (cancellationToken.IsCancellationRequested)
        {
            PostLastWord(exception.Message);
            throw;
        }
    }

    S3BatchManifest Complete()
    {
        Push(isLast: true);
        var stored = Await(upload!);
        return new S3BatchManifest
        {
            Uri = destination.Uri,
            Arn = AwsPartition.ObjectArn(destination, store!.Region),
            ETag = stored.ETag,
            VersionId = stored.VersionId,
            Format = BatchManifestRow.Format,
            Fields = BatchManifestRow.Fields(rows!.HasVersions),
            Count = rows.Count,
            Region = store.Region,
            ServerSideEncryption = stored.ServerSideEncryption,
        };
    }

    /// <summary>Asks once, before the first request.</summary>
    bool Confirm(string objects) => isConfirmed ??= ShouldProcess(destination.ToString(), $"Write a manifest of {objects}");

    static string CountOf(long count) => string.Format(CultureInfo.CurrentCulture, "{0:N0} {1}", count, count == 1 ? "object" : "objects");

    void RefuseIncompleteInput()
    {
        if (incomplete > 0)
            ThrowTerminatingError(ErrorRecords.NoObjects(incomplete, firstIncomplete, Uri));
        if (upstream.Count > 0 && !AllowIncomplete)
            ThrowTerminatingError(
                ErrorRecords.FailedItems(upstream.Count, upstream.Commands, Uri, "the manifest would name only part of the input")
            );
        Run(rows!.ThrowIfDuplicates);
        if (rows.Count == 0)
            ThrowTerminatingError(ErrorRecords.NoInput(Uri));
    }

    /// <summary>Runs an action, and ends the command with the matching error where it fails: there is one manifest or none.</summary>
    void Run(Action action) =>
        RunChecked(() =>
        {
            action();
            return true;
        });

    T RunChecked<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (FormatException exception)
        {
            ThrowTerminatingError(ErrorRecords.InvalidParameters(exception.Message, Uri));
            throw;
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            ThrowTerminatingError(ErrorRecords.Item(exception, Uri));
            throw;
        }
    }
}
