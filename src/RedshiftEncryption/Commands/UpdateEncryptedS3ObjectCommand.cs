using System.Management.Automation;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Pipeline;
using RedshiftEncryption.Runs;
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
    KeyRing? rootKeys;
    RootKey? newRootKey;

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

    /// <summary>The size of current root keys that are shorter than 256 bits, in bits: 128 or 192.</summary>
    [Parameter]
    [ValidateSet("128", "192", "256")]
    public int RootKeySize { get; set; } = 256;

    private protected override string Activity => "Wrapping data keys under a new root key";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        rootKeys = new KeyRing(ReadRootKeys(RootKey, RootKeySize));
        newRootKey = ReadRootKey(NewRootKey);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        WarnOfPlain("was skipped", "were skipped");
    }

    private protected override Dictionary<string, string> RunSettings()
    {
        var settings = base.RunSettings();
        settings[nameof(NewRootKey)] = newRootKey!.Fingerprint;
        return settings;
    }

    private protected override void Process(ObjectItem item)
    {
        var request = new RekeyRequest(item.Address, rootKeys!, newRootKey!)
        {
            Known = Known(item.Record),
            // An earlier run over the same inventory has left a newer version.
            AcceptsNewer = item.Row is not null,
            FailureCounters = [.. RecordProperties.FailureCounters(item.Record), Failures],
        };
        var rekey = new RekeyOperation(Connect());
        StartItem(item, (progress, token) => UpdateAsync(rekey, request, progress, token), Report);
    }

    /// <returns>The plan, and the record of the object if it is under the new root key.</returns>
    async Task<(RekeyPlan Plan, EncryptedS3Object? Updated)> UpdateAsync(
        RekeyOperation rekey,
        RekeyRequest request,
        FileProgress progress,
        CancellationToken cancellationToken
    )
    {
        var plan = await rekey.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        if (plan.RootKey is null)
            return (plan, null);
        if (
            plan.IsDue
            && !await AskAsync(() => ShouldProcess(Question(plan), "Wrap the data key under the new root key"), cancellationToken)
                .ConfigureAwait(false)
        )
            return (plan, null);
        if (plan.IsDue && CarriedProperties.Warning(request.Address, plan.Description) is { } warning)
            Post(() => WriteWarning(warning));
        return (plan, await rekey.RunAsync(plan, progress, cancellationToken).ConfigureAwait(false));
    }

    ItemResult Report((RekeyPlan Plan, EncryptedS3Object? Updated) result)
    {
        var (plan, updated) = result;
        var length = plan.Description.Length;
        if (plan.RootKey is null)
        {
            CountPlain($"{plan.Request.Address} is not client-side encrypted and was skipped.");
            return new ItemResult(RunOutcome.NotEncrypted, length);
        }
        if (updated is null)
            return new ItemResult(RunOutcome.Left, length);
        WriteVerbose(
            plan.IsDue
                ? $"{updated} ({updated.Length} bytes) is now under root key {updated.RootKeyFingerprint} "
                    + $"instead of {plan.RootKey!.Fingerprint}. Its content was not read."
                : $"{updated} is already under root key {updated.RootKeyFingerprint} and was not changed."
        );
        WriteObject(updated);
        return new ItemResult(plan.IsDue ? RunOutcome.Done : RunOutcome.Skipped, length);
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
                SourcePath = RecordProperties.Text(record, nameof(EncryptedS3Object.SourcePath)),
                SourceLastWriteTimeUtc = RecordProperties.Time(record, nameof(EncryptedS3Object.SourceLastWriteTimeUtc)),
                SourceOffset = RecordProperties.Number(record, nameof(EncryptedS3Object.SourceOffset)),
                SourceLength = RecordProperties.Number(record, nameof(EncryptedS3Object.SourceLength)),
                HeaderLength = RecordProperties.Number(record, nameof(EncryptedS3Object.HeaderLength)) ?? 0,
                RowCount = RecordProperties.Number(record, nameof(EncryptedS3Object.RowCount)),
                Compression = RecordProperties.Text(record, nameof(EncryptedS3Object.Compression)),
            };
}
