using System.Management.Automation;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Loading;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Pipeline;
using RedshiftEncryption.Runs;

namespace RedshiftEncryption.Commands;

/// <content>The parameter set that compares the objects of an inventory with the files of a directory.</content>
public sealed partial class TestEncryptedRoundTripCommand
{
    readonly SeenTexts found = new();
    readonly SeenTexts split = new();
    string sourceDirectory = "";
    SourceLookup? sources;
    SourceMatch? match;
    string? rowPrefix;

    /// <inheritdoc/>
    [Parameter(ParameterSetName = InventorySet)]
    [ValidateRange(0, ShardParameters.MaximumCount - 1)]
    public override int ShardIndex { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = InventorySet)]
    [ValidateRange(1, ShardParameters.MaximumCount)]
    public override int ShardCount { get; set; } = 1;

    /// <inheritdoc/>
    [Parameter(ParameterSetName = InventorySet)]
    public override SwitchParameter ShardFromEnvironment { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = InventorySet)]
    [TimeOrDelay]
    public override DateTime? StopAfter { get; set; }

    private protected override string RowPrefix => rowPrefix ??= DestinationKey.ClosePrefix(KeyPrefix);

    /// <summary>Compares row by row, so that memory contains only a hash of each path.</summary>
    void VerifyInventory()
    {
        if (ResolveDirectory() is not { } directory)
            return;
        sourceDirectory = directory;
        sources = new SourceLookup(directory, RowPrefix);
        if (ProcessInventory() && Shard.Count == 1 && !IsTimeUp)
            ReportFilesNotSent();
    }

    private protected override void Meet(string key)
    {
        match = sources!.Find(key);
        // The other shards may have the rows of files that this one does not.
        if (match is not null && Shard.Count == 1)
            found.TryAdd(match.Path);
    }

    /// <summary>Returns the path of the file below the directory, to which the filters of -Recurse apply too.</summary>
    private protected override string RelativeKey(string key) => match?.Name ?? key.Substring(RowPrefix.Length);

    private protected override void Process(ObjectItem item)
    {
        // Without a length in the inventory, only the name tells a folder marker.
        if (item.Listed is null && item.Address.Key[item.Address.Key.Length - 1] == '/')
            Record(item, new ItemResult(RunOutcome.Excluded));
        // The file of a root key is not sent.
        else if (match is not null && !KeyFileGuard.IsFileOf(match.Path, keys.RootKeys, out _))
            Verify(item, match);
        else if (match is null && IsInstructionFile(item.Address.Key))
            Record(item, new ItemResult(RunOutcome.Excluded));
        else
            Fail(item, ErrorRecords.SourceMissing(item.Address, sourceDirectory));
    }

    /// <summary>Returns whether an object is possibly the instruction file of one that has a file.</summary>
    bool IsInstructionFile(string key) =>
        InstructionFile.OwnerOf(key) is { } owner && owner.Length > RowPrefix.Length && sources!.Find(owner) is not null;

    void Verify(ObjectItem item, SourceMatch source)
    {
        if (source.IsSplit)
        {
            var error = ErrorRecords.SplitObjects(source.Path, item.Address);
            // One error for a file, and a row of the report for each object.
            if (split.TryAdd(source.Path))
                Fail(item, error);
            else
                RecordFailure(item, error.FullyQualifiedErrorId);
            return;
        }
        var request = new VerifyRequest(source.Path, item.Address)
        {
            Keys = keys,
            Compression = source.Compression,
            FailureCounters = [Failures],
        };
        var verify = new VerifyOperation(Connect(), Buffers, CompressionOpener.Open);
        StartItem(
            item,
            (progress, token) => verify.RunAsync(request, progress, token),
            result =>
            {
                Report(result);
                return result.Verified
                    ? new ItemResult(RunOutcome.Done, result.Length)
                    : new ItemResult(RunOutcome.Failed, result.Length, result.Reason);
            },
            exception => DescribeFailure(exception, request)
        );
    }

    /// <summary>Reports the files that no row of the inventory belongs to.</summary>
    void ReportFilesNotSent()
    {
        foreach (var item in new SourceFiles(this, recurse: true, Fail).Expand(sourceDirectory))
        {
            // Last, because it opens the file.
            if (!found.TryAdd(item.Path) || !Takes(item, basePath: null) || KeyFileGuard.IsFileOf(item.Path, keys.RootKeys, out _))
                continue;
            try
            {
                Fail(ErrorRecords.FileNotInInventory(item.Path, DestinationKey.For(item.Path, sourceDirectory, RowPrefix), InventoryUri));
            }
            catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
            {
                Fail(ErrorRecords.Item(exception, item.Path));
            }
        }
    }
}
