using System.Globalization;
using System.Management.Automation;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Pipeline;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Commands;

/// <summary>
/// Rotates the root key of client-side encrypted objects by wrapping their data keys again: the server copies each object
/// onto itself, and its content is not downloaded. Objects that the new key already opens are left unchanged.
/// </summary>
[Cmdlet(VerbsData.Update, "EncryptedS3Object", DefaultParameterSetName = ListingSet, SupportsShouldProcess = true)]
[OutputType(typeof(EncryptedS3Object))]
public sealed class UpdateEncryptedS3ObjectCommand : ObjectCommand
{
    readonly RootKeyParameter rootKeyParameter = new();
    RootKeyRing? rootKeys;
    RootKey? newRootKey;
    int plainCount;

    /// <summary>
    /// The current root keys, one of which opens each object. Each is a RootKey, the path of a key file, a SecureString, or
    /// 32 bytes.
    /// </summary>
    [Parameter(Mandatory = true)]
    [RootKeyTransformation(Several = true)]
    [ValidateNotNull]
    public RootKey[] RootKey { get; set; } = [];

    /// <summary>
    /// The new root key, which opens the objects afterward: a RootKey, the path of a key file, a SecureString, or 32 bytes.
    /// </summary>
    [Parameter(Mandatory = true)]
    [RootKeyTransformation]
    [ValidateNotNull]
    public RootKey? NewRootKey { get; set; }

    private protected override string Activity => "Wrapping data keys under a new root key";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        rootKeys = rootKeyParameter.Read(this, RootKey);
        newRootKey = rootKeyParameter.Read(this, NewRootKey);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (plainCount > 0)
            WriteWarning(
                string.Format(
                    CultureInfo.CurrentCulture,
                    "{0:N0} {1} no client-side envelope and {2} skipped.",
                    plainCount,
                    plainCount == 1 ? "object has" : "objects have",
                    plainCount == 1 ? "was" : "were"
                )
            );
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The tasks use the keys until they have settled.
        base.Dispose(disposing);
        if (disposing)
            rootKeyParameter.Dispose();
    }

    private protected override void Process(ObjectItem item)
    {
        var request = new RekeyRequest(item.Address, rootKeys!, newRootKey!)
        {
            Known = Known(item.Record),
            Tallies = [.. RecordFacts.Tallies(item.Record), Tally],
        };
        var rekey = new RekeyOperation(Connect());
        var length = item.Listed?.Length ?? RecordFacts.Number(item.Record, nameof(EncryptedS3Object.Length)) ?? 0;
        var progress = Progress.Begin(item.Address.Uri, length);
        Start(token => UpdateAsync(rekey, request, progress, token));
    }

    async Task UpdateAsync(RekeyOperation rekey, RekeyRequest request, FileProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            var plan = await rekey.PlanAsync(request, cancellationToken).ConfigureAwait(false);
            if (plan.RootKey is null)
            {
                Post(() => ReportPlain(request.Address));
                return;
            }
            if (
                plan.IsDue
                && !await AskAsync(() => ShouldProcess(Question(plan), "Wrap the data key under the new root key"), cancellationToken)
                    .ConfigureAwait(false)
            )
                return;
            if (plan.IsDue && CarriedProperties.Warning(request.Address, plan.Description) is { } warning)
                Post(() => WriteWarning(warning));
            var updated = await rekey.RunAsync(plan, progress, cancellationToken).ConfigureAwait(false);
            Post(() => Report(plan, updated));
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            if (exception is UploadNotAbortedException && cancellationToken.IsCancellationRequested)
                PostLastWord(exception.Message);
            Post(() => Fail(ErrorRecords.Item(exception, request.Address.Uri)));
        }
        finally
        {
            progress.Dispose();
        }
    }

    void ReportPlain(S3Address address)
    {
        plainCount++;
        NoteSuccess();
        WriteVerbose($"{address} is not client-side encrypted and was skipped.");
    }

    void Report(RekeyPlan plan, EncryptedS3Object updated)
    {
        WriteVerbose(
            plan.IsDue
                ? $"{updated} ({updated.Length} bytes) is now under root key {updated.RootKeyFingerprint} "
                    + $"instead of {plan.RootKey!.Fingerprint}. Its content was not read."
                : $"{updated} is already under root key {updated.RootKeyFingerprint} and was not changed."
        );
        WriteObject(updated);
    }

    static string Question(RekeyPlan plan) =>
        $"{plan.Request.Address} ({plan.Description.Length} bytes), "
        + $"root key {plan.RootKey!.Fingerprint} -> {plan.Request.NewRootKey.Fingerprint}";

    /// <summary>Returns the source properties of a record, so that the result can still be compared with its source.</summary>
    static EncryptedS3Object? Known(PSObject? record) =>
        record is null
            ? null
            : new EncryptedS3Object
            {
                SourcePath = RecordFacts.Text(record, nameof(EncryptedS3Object.SourcePath)),
                SourceLastWriteTimeUtc = RecordFacts.Time(record, nameof(EncryptedS3Object.SourceLastWriteTimeUtc)),
                SourceOffset = RecordFacts.Number(record, nameof(EncryptedS3Object.SourceOffset)),
                SourceLength = RecordFacts.Number(record, nameof(EncryptedS3Object.SourceLength)),
                HeaderLength = RecordFacts.Number(record, nameof(EncryptedS3Object.HeaderLength)) ?? 0,
                Compression = RecordFacts.Text(record, nameof(EncryptedS3Object.Compression)),
            };
}
