using System.Collections;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Completion;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Pipeline;
using RedshiftEncryption.Runs;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Commands;

/// <summary>
/// Decrypts client-side encrypted objects and stores them with server-side encryption, which COPY reads without a key.
/// The content is streamed: no plaintext is written to a disk. A second run continues where the first one ended.
/// </summary>
[Cmdlet(VerbsData.Convert, "EncryptedS3Object", DefaultParameterSetName = ListingSet, SupportsShouldProcess = true)]
[OutputType(typeof(ConvertedS3Object))]
public sealed class ConvertEncryptedS3ObjectCommand : DecryptingCommand, IStorageParameters
{
    readonly TakenDestinations taken = new();
    readonly OutcomeTotals totals = new();
    bool isRefused;
    bool isPlan;
    StorageOptions storage = new();

    /// <summary>The server-side encryption to use: aws:kms (SSE-KMS), or AES256 (SSE-S3).</summary>
    [Parameter]
    [ValidateSet(EncryptionName.Kms, EncryptionName.S3)]
    public string ServerSideEncryption
    {
        get;
        set => field = EncryptionName.Exact(value);
    } = EncryptionName.Kms;

    /// <summary>The KMS key for aws:kms. The default is the account's own key for S3.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KmsKeyId { get; set; }

    /// <summary>The storage class of the objects, such as STANDARD_IA. The default is that of each source.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OptionCompleter))]
    public string? StorageClass { get; set; }

    /// <summary>The tags of the objects: at most 10, with those of the source, over which they take precedence.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable? Tag { get; set; }

    /// <summary>
    /// The user metadata of the objects, without x-amz-meta-, over that of the source. All of an object's metadata has at most 2,048
    /// bytes.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable? Metadata { get; set; }

    /// <summary>The Content-Type of the objects. The default is that of each source.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ContentType { get; set; }

    /// <summary>The Cache-Control header of the objects. The default is that of each source.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CacheControl { get; set; }

    /// <summary>Uses an S3 Bucket Key for aws:kms, which needs fewer requests to KMS. The default is the bucket's setting.</summary>
    [Parameter]
    public SwitchParameter BucketKeyEnabled { get; set; }

    /// <summary>
    /// The bucket to store the objects in, or an S3 URI that also contains -DestinationKeyPrefix. The default is the bucket
    /// of the objects.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BucketCompleter))]
    public string? DestinationBucketName { get; set; }

    /// <summary>The prefix that replaces -KeyPrefix at the destination. A trailing slash is added.</summary>
    [Parameter]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string? DestinationKeyPrefix { get; set; }

    /// <summary>Overwrites each object with its conversion, after one confirmation for all objects.</summary>
    [Parameter]
    public SwitchParameter InPlace { get; set; }

    /// <summary>
    /// With -InPlace, skips the confirmation. Without it, overwrites objects at the destination that are not results of the
    /// conversion.
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>
    /// Reads stored objects back and compares them, even where the server's checksum proves them. Includes what an earlier
    /// run stored.
    /// </summary>
    [Parameter]
    public SwitchParameter Verify { get; set; }

    /// <summary>
    /// Reports an object without a client-side envelope as an error. Otherwise it is left where it is, and counted in a
    /// warning.
    /// </summary>
    [Parameter]
    public SwitchParameter RequireEncryption { get; set; }

    private protected override IReadOnlyList<string> RunParameters =>
        [
            .. base.RunParameters,
            nameof(ServerSideEncryption),
            nameof(KmsKeyId),
            nameof(StorageClass),
            nameof(Tag),
            nameof(Metadata),
            nameof(ContentType),
            nameof(CacheControl),
            nameof(BucketKeyEnabled),
            nameof(DestinationBucketName),
            nameof(DestinationKeyPrefix),
            nameof(InPlace),
            nameof(RequireEncryption),
        ];

    private protected override string Activity => "Converting to server-side encryption";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (DestinationBucketName is not null)
        {
            (DestinationBucketName, var keyPrefix) = BucketArgument.Read(this, DestinationBucketName, nameof(DestinationKeyPrefix));
            DestinationKeyPrefix ??= keyPrefix;
            AddOwnBucket(DestinationBucketName);
        }
        var moves = DestinationBucketName is not null || DestinationKeyPrefix is not null;
        if (moves == InPlace)
            ThrowTerminatingError(
                ErrorRecords.InvalidParameters(
                    "Specify -DestinationKeyPrefix, -DestinationBucketName or both; or specify -InPlace without either.",
                    BucketName
                )
            );
        RequireKms(nameof(KmsKeyId), ServerSideEncryption);
        storage = StorageParameters.Read(this, this);
        if (Verify && StorageClassName.IsArchive(storage.StorageClass))
            ThrowTerminatingError(
                ErrorRecords.InvalidParameters($"-Verify cannot read objects back from {storage.StorageClass}.", nameof(Verify))
            );
        isPlan = IsWhatIf();
        if (!InPlace || Force || isPlan || Ask())
            return;
        isRefused = true;
        WriteWarning("Nothing was converted, because the confirmation was declined.");
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!isRefused)
            base.ProcessRecord();
    }

    private protected override void Process(ObjectItem item)
    {
        var source = item.Address;
        var mapping = InPlace
            ? new KeyMapping(source.BucketName, KeyPrefix, source.BucketName, KeyPrefix)
            : new KeyMapping(
                source.BucketName,
                KeyPrefix,
                DestinationBucketName ?? source.BucketName,
                DestinationKeyPrefix is null ? KeyPrefix : DestinationKey.ClosePrefix(DestinationKeyPrefix)
            );
        var destination = InPlace ? source with { VersionId = null } : mapping.Find(source.BucketName, source.Key);
        if (destination is null)
        {
            Fail(
                item,
                ErrorRecords.InvalidParameters(
                    $"{source} does not begin with the -KeyPrefix '{KeyPrefix}' that -DestinationKeyPrefix replaces.",
                    source.Uri
                )
            );
            return;
        }
        if (!InPlace && destination == source with { VersionId = null })
        {
            Fail(
                item,
                ErrorRecords.InvalidParameters(
                    $"{source} would be overwritten by its own conversion. Specify another destination, or -InPlace.",
                    source.Uri
                )
            );
            return;
        }
        if (!IsPossible(destination, item, mapping))
            return;
        var convert = new ConvertOperation(Connect(), Buffers);
        var request = new ConvertRequest(source, destination, Keys)
        {
            ServerSideEncryption = ServerSideEncryption,
            KmsKeyId = KmsKeyId,
            Options = storage,
            Mapping = mapping,
            Verify = Verify,
            Replace = Force,
            RequiresEncryption = RequireEncryption,
            HasNoInstructionFile = item.HasNoInstructionFile,
            Listed = item.Listed,
            Warn = text => Post(() => WriteWarning(text)),
            FailureCounters = [.. RecordProperties.FailureCounters(item.Record), Failures],
        };
        StartItem(item, (progress, token) => ConvertAsync(convert, request, progress, token), Report);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (isRefused)
            return;
        if (isPlan)
            ShouldProcess(totals.ToString(), Action);
        else
            WriteVerbose($"{totals}.");
        WarnOfPlain("was left where it is", "were left where they are");
    }

    /// <returns>The plan, and the result unless -WhatIf or the user declined.</returns>
    async Task<(ConvertPlan Plan, ConvertResult? Result)> ConvertAsync(
        ConvertOperation convert,
        ConvertRequest request,
        FileProgress progress,
        CancellationToken cancellationToken
    )
    {
        var plan = await convert.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        // An object that the plan finds converted is only reported. Others need ShouldProcess, which -WhatIf always denies.
        if (
            plan.IsDue
            && !await AskAsync(
                    () => ShouldProcess(Question(plan), plan.Outcome == ConvertOutcome.Convert ? Action : "Compare with the source"),
                    cancellationToken
                )
                .ConfigureAwait(false)
        )
            return (plan, null);
        return (plan, isPlan ? null : await convert.RunAsync(plan, progress, cancellationToken).ConfigureAwait(false));
    }

    string Action => $"Convert to {ServerSideEncryption}";

    static string Question(ConvertPlan plan)
    {
        var request = plan.Request;
        if (request.IsInPlace)
            return request.Source.ToString();
        return plan is { Existing: not null, Outcome: ConvertOutcome.Convert }
            ? $"{request.Source} -> {request.Destination}, which is overwritten"
            : $"{request.Source} -> {request.Destination}";
    }

    static string Planned(ConvertPlan plan) =>
        plan.Outcome == ConvertOutcome.Compare ? "to compare with the object at the destination" : "to convert";

    ItemResult Report((ConvertPlan Plan, ConvertResult? Result) item)
    {
        var (plan, result) = item;
        return new ItemResult(Report(plan, result), plan.SourceLength);
    }

    RunOutcome Report(ConvertPlan plan, ConvertResult? result)
    {
        if (plan.Outcome == ConvertOutcome.NotEncrypted)
        {
            totals.Add("not client-side encrypted");
            CountPlain($"{plan.Request.Source} has no client-side envelope and was left where it is.");
            return RunOutcome.NotEncrypted;
        }
        if (result is { Object: { } converted })
        {
            Report(plan, result, converted);
            return converted.WasConverted ? RunOutcome.Skipped : RunOutcome.Done;
        }
        if (plan.IsDue)
        {
            totals.Add(isPlan ? Planned(plan) : "declined", plan.SourceLength);
            return RunOutcome.Left;
        }
        ReportDone(plan);
        return RunOutcome.Skipped;
    }

    private protected override void Leave(ObjectItem item)
    {
        totals.Add("left");
        base.Leave(item);
    }

    void Report(ConvertPlan plan, ConvertResult result, ConvertedS3Object converted)
    {
        var request = plan.Request;
        if (converted.WasConverted)
        {
            ReportDone(plan);
        }
        else
        {
            totals.Add("converted", plan.SourceLength);
            WriteVerbose(
                $"{request.Source} was converted to {converted} ({converted.Length} bytes) with {converted.ServerSideEncryption}."
            );
        }
        // Not by name: the manifest's text is plaintext.
        if (result.ForeignEntries > 0)
            WriteWarning(
                string.Format(
                    CultureInfo.CurrentCulture,
                    "{0:N0} {1} of the manifest {2} {3} outside the objects to convert. The URLs there are unchanged.",
                    result.ForeignEntries,
                    result.ForeignEntries == 1 ? "entry" : "entries",
                    request.Source,
                    result.ForeignEntries == 1 ? "is" : "are"
                )
            );
        WriteObject(converted);
    }

    void ReportDone(ConvertPlan plan)
    {
        totals.Add("converted before", plan.SourceLength);
        WriteVerbose($"{plan.Request.Source} was already converted to {plan.Request.Destination}.");
    }

    private protected override void Fail(ErrorRecord error)
    {
        totals.Add(error.FullyQualifiedErrorId);
        base.Fail(error);
    }

    bool IsPossible(S3Address destination, ObjectItem item, KeyMapping mapping)
    {
        if (!HasPossibleKey(destination, item))
            return false;
        // A listing contains each key once, and nearly every mapping keeps them distinct. The pipeline may contain duplicates, and an
        // inventory of several buckets too, of which the destinations are only remembered where an object there may be overwritten.
        if ((!MyInvocation.ExpectingInput && !mapping.TakesSlash && !(IsInventory && Force)) || taken.TryTake(destination))
            return true;
        Fail(item, ErrorRecords.DuplicateDestination(item.Address.Uri, destination.Uri));
        return false;
    }

    /// <summary>Asks for confirmation, once for all objects, before the first request.</summary>
    bool Ask()
    {
        // Not ShouldContinue, whose default is yes.
        var choices = new Collection<ChoiceDescription> { new("&Yes", "Overwrites the objects."), new("&No", "Changes nothing.") };
        var place = BucketName.Length > 0 ? new S3Address(BucketName, KeyPrefix + Key).Uri : "the pipeline";
        try
        {
            var ui = Host.UI ?? throw new HostException("The host has no user interface.");
            return ui.PromptForChoice(
                    "Convert in place",
                    $"Objects of {VisibleText.Of(place)} are overwritten by their plaintext with server-side encryption. "
                        + "Their client-side encrypted content is lost, unless the bucket keeps older versions. Continue?",
                    choices,
                    defaultChoice: 1
                ) == 0;
        }
        catch (Exception exception) when (ErrorRecords.IsNotInteractive(exception))
        {
            ThrowTerminatingError(ErrorRecords.ConfirmationRequired(exception, "-InPlace overwrites objects and", BucketName));
            throw;
        }
    }
}
