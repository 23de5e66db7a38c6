using System.Management.Automation;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Destination;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Files;
using RedshiftEncryption.Loading;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Pipeline;
using RedshiftEncryption.Runs;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Commands;

/// <summary>
/// Downloads objects and decrypts them to files that only their owner can read, or to standard output. Objects that are not
/// client-side encrypted are downloaded unchanged.
/// </summary>
[Cmdlet(VerbsCommunications.Receive, "EncryptedS3Object", DefaultParameterSetName = ListingSet, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed partial class ReceiveEncryptedS3ObjectCommand : DecryptingCommand
{
    readonly TakenPaths taken = new();
    readonly PartialFiles partials = new();
    string destination = "";
    bool isDirectory;
    FileItem? items;
    int instructionFileCount;

    /// <summary>
    /// The directory to write to, created as needed. For a single -Key without -KeyPrefix it is the file itself, unless it
    /// is an existing directory or the path ends in a slash.
    /// </summary>
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = ListingSet)]
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = ObjectSet)]
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = InventorySet)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>Decompresses gzip and zstd content, detected by its first bytes, and removes the suffix from the name.</summary>
    [Parameter]
    public SwitchParameter Expand { get; set; }

    /// <summary>
    /// The maximum size of a file that -Expand writes, in bytes. By default the ratio is at most 200 to 1 beyond 1 GiB, and
    /// 1 GiB of the disk stays free.
    /// </summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long MaximumExpandedSize { get; set; }

    /// <summary>Reports an object without a client-side envelope as an error. Otherwise it is downloaded unchanged.</summary>
    [Parameter]
    public SwitchParameter RequireEncryption { get; set; }

    /// <summary>Overwrites existing files. Otherwise each of them is preserved and reported as an error.</summary>
    [Parameter(ParameterSetName = ListingSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Parameter(ParameterSetName = InventorySet)]
    public SwitchParameter Force { get; set; }

    /// <summary>
    /// Leaves an existing file as it is where it has the length of the object's plaintext, and is not older than the object
    /// or the source file that the object was sent from. Its content is not compared.
    /// </summary>
    [Parameter(ParameterSetName = ListingSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Parameter(ParameterSetName = InventorySet)]
    public SwitchParameter SkipExisting { get; set; }

    private protected override IReadOnlyList<string> RunParameters =>
        [.. base.RunParameters, nameof(Expand), nameof(MaximumExpandedSize), nameof(RequireEncryption)];

    private protected override string Activity => "Downloading and decrypting";

    /// <summary>Whether a single object was specified by parameters and not by the pipeline.</summary>
    bool IsSingle => !MyInvocation.ExpectingInput && !string.IsNullOrEmpty(Key);

    bool HasPrefix => MyInvocation.BoundParameters.ContainsKey(nameof(KeyPrefix));

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (!TakesObjects)
        {
            GuardStandardOutput();
            WithStandardError(base.BeginProcessing);
            return;
        }
        base.BeginProcessing();
        ResolveDestination();
    }

    private protected override void Process(ObjectItem item)
    {
        try
        {
            Receive(item);
        }
        catch (DestinationException exception)
        {
            Fail(item, ErrorRecords.Item(exception, item.Address.Uri));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!TakesObjects)
        {
            WithStandardError(() =>
            {
                StreamShare();
                base.EndProcessing();
            });
            return;
        }
        base.EndProcessing();
        // A user who specifies a key expects encrypted objects: another writer may have overwritten one with a plain one.
        if (RootKey is not null || PrivateKey is not null)
            WarnOfPlain("was downloaded unchanged", "were downloaded unchanged", "Specify -RequireEncryption to refuse such objects.");
        if (instructionFileCount > 0)
            WriteVerbose($"{instructionFileCount} instruction files were left out: they were read with the objects that they belong to.");
    }

    void ResolveDestination()
    {
        try
        {
            destination = FileSystemPath.Resolve(this, Destination, out var provider, out var drive);
            items = new FileItem(this, provider, drive);
            isDirectory = !IsSingle || HasPrefix || Destination[Destination.Length - 1] is '/' or '\\' || Directory.Exists(destination);
            // Without trailing slashes.
            var full = Path.GetFullPath(destination);
            destination = full.Length > Path.GetPathRoot(full)!.Length ? full.TrimEnd(Path.DirectorySeparatorChar) : full;
            if (isDirectory && File.Exists(destination))
                throw new IOException($"The -Destination '{destination}' is a file, but a directory is required.");
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            ThrowTerminatingError(ErrorRecords.InvalidDestination(exception, Destination));
        }
    }

    void Receive(ObjectItem item)
    {
        var (address, path) = (item.Address, PathOf(item.Address));
        var similar = taken.Take(path, address);
        if (!ShouldProcess($"{address} -> {path}", "Download and decrypt"))
        {
            Record(item, new ItemResult(RunOutcome.Left));
            return;
        }
        var request = new ReceiveRequest(address, path, Keys)
        {
            Destination = isDirectory ? destination : null,
            Similar = similar,
            Overwrites = Force,
            SkipsExisting = SkipExisting,
            Expands = Expand,
            ExpansionLimit = new ExpansionLimit { MaximumLength = IsGiven(nameof(MaximumExpandedSize)) ? MaximumExpandedSize : null },
            RequiresEncryption = RequireEncryption,
            // A listing and an inventory also contain the instruction files of their objects.
            SkipsInstructionFiles = ParameterSetName is ListingSet or InventorySet && !IsSingle,
        };
        var receive = new ReceiveOperation(Connect(), Buffers, taken, partials, CompressionOpener.Open);
        StartItem(
            item,
            (progress, token) => receive.RunAsync(request, progress, token),
            Report,
            // The content is read from S3, so a file error concerns the file that is written.
            exception =>
                exception is IOException or UnauthorizedAccessException
                    ? ErrorRecords.FileNotWritten(exception, request)
                    : ErrorRecords.Item(exception, address.Uri)
        );
    }

    /// <summary>
    /// Returns the path for an object. A single specified object is written under its name, as a copied file would be.
    /// Others keep their key below the prefix, so that no two collide.
    /// </summary>
    string PathOf(S3Address address)
    {
        if (!isDirectory)
            return destination;
        var relative = IsSingle && !HasPrefix ? DestinationPath.Name(address.Key) : DestinationPath.Relative(address, KeyPrefix);
        return DestinationPath.For(address, destination, relative);
    }

    ItemResult Report(ReceiveResult? result)
    {
        if (result is null)
        {
            instructionFileCount++;
            return new ItemResult(RunOutcome.Excluded);
        }
        if (result.WasSkipped)
        {
            WriteVerbose($"{result.Address} was not received: '{result.Path}' ({result.FileLength} bytes) is not older.");
            WriteItem(result);
            return new ItemResult(RunOutcome.Skipped, result.ObjectLength);
        }
        var isPlain = string.Equals(result.Envelope, nameof(EnvelopeKind.None), StringComparison.Ordinal);
        var opened =
            isPlain ? "not client-side encrypted"
            : result.RootKey is { } rootKey ? $"opened by root key {rootKey.Fingerprint}"
            : $"opened by {result.OpenedBy ?? "AWS KMS"}";
        var unpacked = result.Unpacked == CopyCompression.None ? "" : $", decompressed from {result.Unpacked}";
        WriteVerbose($"{result.Address} ({result.ObjectLength} bytes, {opened}) is '{result.Path}' ({result.FileLength} bytes{unpacked}).");
        if (isPlain)
            CountPlain();
        WriteItem(result);
        return new ItemResult(RunOutcome.Done, result.ObjectLength);
    }

    void WriteItem(ReceiveResult result)
    {
        var item = items!.At(result.Path);
        FileItem.Add(item, nameof(BucketName), result.Address.BucketName);
        FileItem.Add(item, nameof(Key), result.Address.Key);
        FileItem.Add(item, nameof(EncryptedS3Object.Envelope), result.Envelope);
        FileItem.Add(item, nameof(EncryptedS3Object.OpenedBy), result.OpenedBy);
        FileItem.Add(item, nameof(EncryptedS3Object.WasSkipped), result.WasSkipped);
        if (result.Address.VersionId is { } version)
            FileItem.Add(item, nameof(VersionId), version);
        WriteObject(item);
    }
}
