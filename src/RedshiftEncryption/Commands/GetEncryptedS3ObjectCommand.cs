using System.Management.Automation;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Pipeline;
using RedshiftEncryption.Runs;

namespace RedshiftEncryption.Commands;

/// <summary>Gets how objects are encrypted, which root key opens them, and what would prevent COPY from reading them.</summary>
[Cmdlet(VerbsCommon.Get, "EncryptedS3Object", DefaultParameterSetName = ListingSet)]
[OutputType(typeof(EncryptedS3Object))]
public sealed class GetEncryptedS3ObjectCommand : KeyedCommand
{
    private protected override string Activity => "Inspecting";

    /// <summary>No content is downloaded: the time is spent waiting for responses.</summary>
    private protected override int FirstItems => 32;

    private protected override void Process(ObjectItem item)
    {
        var request = new InspectRequest(item.Address, Keys)
        {
            HasNoInstructionFile = item.HasNoInstructionFile,
            FailureCounters = [.. RecordProperties.FailureCounters(item.Record), Failures],
        };
        var inspect = new InspectOperation(Connect());
        StartItem(item, (_, token) => inspect.RunAsync(request, token), Report);
    }

    ItemResult Report(EncryptedS3Object found)
    {
        WriteObject(found);
        return new ItemResult(RunOutcome.Done, found.Length);
    }
}
