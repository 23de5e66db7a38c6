using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Completion;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Pipeline;

namespace RedshiftEncryption.Commands;

/// <summary>
/// Decrypts client-side encrypted objects and stores them with server-side encryption, which COPY reads by itself: streamed,
/// with no plaintext on a disk. A second run goes on where the first one ended.
/// </summary>
[Cmdlet(VerbsData.Convert, "EncryptedS3Object", DefaultParameterSetName = ListingSet, SupportsShouldProcess = true)]
[OutputType(typeof(ConvertedS3Object))]
public sealed class ConvertEncryptedS3ObjectCommand : ObjectCommand
{
    readonly RootKeyParameter rootKeyParameter = new();
    readonly Dictionary<string, string> sourcesByDestination = new(StringComparer.Ordinal);
    RootKeyRing? rootKeys;
    bool isRefused;
    int plannedCount;
    long plannedBytes;
    int plainCount;

    /// <summary>The root keys of the objects, of which any may open one: a RootKey, a key file's path, a SecureString, or 32 bytes each.</summary>
    [Parameter(Mandatory = true)]
    [RootKeyTransformation(Several = true)]
    [ValidateNotNull]
    public RootKey[]? RootKey { get; set; }

    /// <summary>Server-side encryption: aws:kms (SSE-KMS), or AES256 (SSE-S3).</summary>
    [Parameter]
    [ValidateSet(EncryptionName.Kms, EncryptionName.S3)]
    public string ServerSideEncryption
    {
        get;
        set => field = EncryptionName.Exact(value);
    } = EncryptionName.Kms;

    /// <summary>The KMS key for aws:kms; else the account's own key for S3.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KmsKeyId { get; set; }

    /// <summary>The bucket to store in, or an S3 URI that names -DestinationKeyPrefix along with it; else the objects' own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BucketCompleter))]
    public string? DestinationBucketName { get; set; }

    /// <summary>What the keys begin with there, in place of -KeyPrefix; a closing slash is added.</summary>
    [Parameter]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string? DestinationKeyPrefix { get; set; }

    /// <summary>Replaces each object by its conversion. Asks once.</summary>
    [Parameter]
    public SwitchParameter InPlace { get; set; }

    /// <summary>With -InPlace asks nothing; else replaces objects at the destination that are not the conversion's results.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Reads back and compares what is stored, also where the server's checksum proves it, and what an earlier run has stored.</summary>
    [Parameter]
    public SwitchParameter Verify { get; set; }

    private protected override string Activity => "Converting to server-side encryption";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (DestinationBucketName is not null)
        {
            (DestinationBucketName, var keyPrefix) = BucketArgument.Read(this, DestinationBucketName, nameof(DestinationKeyPrefix));
            DestinationKeyPrefix ??= keyPrefix;
        }
        var moves = DestinationBucketName is not null || DestinationKeyPrefix is not null;
        if (moves == InPlace)
            ThrowTerminatingError(ErrorRecords.InvalidParameters("Say where to: -DestinationKeyPrefix, -DestinationBucketName or both; or -InPlace, which goes with neither.", BucketName));
        if (KmsKeyId is not null && !EncryptionName.IsKms(ServerSideEncryption))
            ThrowTerminatingError(ErrorRecords.InvalidParameters("-KmsKeyId goes with -ServerSideEncryption aws:kms.", KmsKeyId));
        rootKeys = rootKeyParameter.Read(this, RootKey);
        if (InPlace && !Force && !IsWhatIf())
            isRefused = !Ask();
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
        var mapping = InPlace ? null : new KeyMapping(source.BucketName, KeyPrefix, DestinationBucketName ?? source.BucketName, DestinationKeyPrefix is null ? KeyPrefix : DestinationKey.ClosePrefix(DestinationKeyPrefix));
        var destination = InPlace ? source with { VersionId = null } : mapping!.Find(source.BucketName, source.Key);
        if (destination is null)
        {
            Fail(ErrorRecords.InvalidParameters($"{source} does not begin with the -KeyPrefix '{KeyPrefix}' that -DestinationKeyPrefix takes the place of.", source.ToString()));
            return;
        }
        if (!InPlace && destination == source with { VersionId = null })
        {
            Fail(ErrorRecords.InvalidParameters($"{source} would be replaced by its own conversion. Give another destination, or -InPlace.", source.ToString()));
            return;
        }
        if (!IsPossible(destination, source))
            return;
        var length = item.Listed?.Length ?? RecordFacts.Number(item.Record, nameof(EncryptedS3Object.Length)) ?? 0;
        if (!ShouldProcess(InPlace ? source.ToString() : $"{source} -> {destination}", $"Convert to {ServerSideEncryption}"))
        {
            plannedCount++;
            plannedBytes += length;
            return;
        }
        var convert = new ConvertOperation(Connect(), Buffers);
        var request = new ConvertRequest(source, destination, rootKeys!)
        {
            ServerSideEncryption = ServerSideEncryption,
            KmsKeyId = KmsKeyId,
            Mapping = mapping,
            Verify = Verify,
            Replace = Force,
            HasNoInstructionFile = item.HasNoInstructionFile,
            Warn = text => Post(() => WriteWarning(text)),
            Tallies = [.. RecordFacts.Tallies(item.Record), Tally],
        };
        var progress = Progress.Begin(source.ToString(), length);
        Start(token => ConvertAsync(convert, request, progress, token));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (plannedCount > 0 && IsWhatIf())
            ShouldProcess(string.Format(CultureInfo.CurrentCulture, "{0:N0} {1}, {2:N0} bytes in all", plannedCount, plannedCount == 1 ? "object" : "objects", plannedBytes), $"Convert to {ServerSideEncryption}");
        if (plainCount > 0)
            WriteWarning(string.Format(CultureInfo.CurrentCulture, "{0:N0} {1} no client-side envelope and {2} left where {3}.", plainCount, plainCount == 1 ? "object has" : "objects have", plainCount == 1 ? "was" : "were", plainCount == 1 ? "it is" : "they are"));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The tasks use the keys until they have settled.
        base.Dispose(disposing);
        if (disposing)
            rootKeyParameter.Dispose();
    }

    async Task ConvertAsync(ConvertOperation convert, ConvertRequest request, FileProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            var result = await convert.RunAsync(request, progress, cancellationToken).ConfigureAwait(false);
            Post(() => Report(result, request));
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            if (exception is UploadNotAbortedException && cancellationToken.IsCancellationRequested)
                PostLastWord(exception.Message);
            Post(() => Fail(ErrorRecords.Item(exception, request.Source.ToString())));
        }
        finally
        {
            progress.Dispose();
        }
    }

    void Report(ConvertResult result, ConvertRequest request)
    {
        if (result.Object is not { } converted)
        {
            plainCount++;
            WriteVerbose($"{request.Source} has no client-side envelope and is left where it is.");
            return;
        }
        WriteVerbose(converted.WasConverted
            ? $"{request.Source} was converted to {converted} before."
            : $"{request.Source} is {converted} ({converted.Length} bytes) with {converted.ServerSideEncryption}.");
        WriteObject(converted);
    }

    bool IsPossible(ObjectAddress destination, ObjectAddress source)
    {
        try
        {
            _ = DestinationKey.Checked(destination.Key);
        }
        catch (InvalidKeyException exception)
        {
            Fail(ErrorRecords.Item(exception, source.ToString()));
            return false;
        }
        // A listing names each key once and keeps them apart; what comes down the pipeline may not.
        if (!MyInvocation.ExpectingInput)
            return true;
        var uri = destination.ToString();
        if (sourcesByDestination.TryGetValue(uri, out var first))
        {
            Fail(ErrorRecords.DuplicateKey(source.ToString(), uri, first));
            return false;
        }
        sourcesByDestination.Add(uri, source.ToString());
        return true;
    }

    /// <summary>Once for all objects, before the first request.</summary>
    bool Ask()
    {
        try
        {
            return ShouldContinue($"Objects of {(BucketName.Length > 0 ? $"s3://{BucketName}/{KeyPrefix}" : "the pipeline")} are replaced by their plaintext with server-side encryption; their client-side encrypted content is gone afterwards, but for older versions where the bucket keeps them. Go on?", "Convert in place");
        }
        catch (Exception exception) when (exception is HostException or PSInvalidOperationException or NotImplementedException)
        {
            ThrowTerminatingError(ErrorRecords.ConfirmationRequired(exception, BucketName));
            throw;
        }
    }

    bool IsWhatIf() =>
        MyInvocation.BoundParameters.TryGetValue("WhatIf", out var said) ? LanguagePrimitives.IsTrue(said) : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));
}
