using System.Globalization;
using System.Management.Automation;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Destination;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Files;
using RedshiftEncryption.Loading;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Pipeline;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Commands;

/// <summary>
/// Downloads objects and decrypts them to files that only their owner can read; what is not client-side encrypted is
/// downloaded as it is.
/// </summary>
[Cmdlet(VerbsCommunications.Receive, "EncryptedS3Object", DefaultParameterSetName = ListingSet, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ReceiveEncryptedS3ObjectCommand : ObjectCommand
{
    readonly TakenPaths taken = new();
    readonly PartialFiles partials = new();
    readonly RootKeyParameter rootKeyParameter = new();
    RootKeyRing? rootKeys;
    string destination = "";
    bool isDirectory;
    FileItem? items;
    int plainCount;

    /// <summary>
    /// The directory to write to, created as needed. For a single -Key without -KeyPrefix it is the file itself, unless a
    /// directory is there or the path ends in a slash.
    /// </summary>
    [Parameter(Mandatory = true, Position = 2)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>
    /// The root keys, of which each object is opened by its own: a RootKey, a key file's path, a SecureString, or 32 bytes;
    /// one or several.
    /// </summary>
    [Parameter]
    [RootKeyTransformation(Several = true)]
    [ValidateNotNull]
    public RootKey[]? RootKey { get; set; }

    /// <summary>Unpacks what is compressed by gzip or zstd, by its content, and takes the suffix off its name.</summary>
    [Parameter]
    public SwitchParameter Expand { get; set; }

    /// <summary>
    /// The size in bytes that -Expand may give a file; else at most 200 to 1 beyond 1 GiB, and 1 GiB of the disk is left
    /// free.
    /// </summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long MaximumExpandedSize { get; set; }

    /// <summary>Makes an object without a client-side envelope an error; else it is downloaded unchanged.</summary>
    [Parameter]
    public SwitchParameter RequireEncryption { get; set; }

    /// <summary>Replaces files that exist; else they are left as they are, with an error for each.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override string Activity => "Downloading and decrypting";

    /// <summary>Whether one object was named, and not by the pipeline.</summary>
    bool IsSingle => !MyInvocation.ExpectingInput && !string.IsNullOrEmpty(Key);

    bool HasPrefix => MyInvocation.BoundParameters.ContainsKey(nameof(KeyPrefix));

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        ResolveDestination();
        rootKeys = rootKeyParameter.Read(this, RootKey);
    }

    private protected override void Process(ObjectItem item)
    {
        try
        {
            Receive(item);
        }
        catch (DestinationException exception)
        {
            Fail(ErrorRecords.Item(exception, item.Address.Uri));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        // Whoever gives a key expects objects under it: another writer may have put a plain one in the place of one.
        if (plainCount > 0 && RootKey is not null)
            WriteWarning(
                string.Format(
                    CultureInfo.CurrentCulture,
                    "{0:N0} {1} no client-side envelope and {2} downloaded unchanged. Specify -RequireEncryption to refuse such objects.",
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

    void ResolveDestination()
    {
        try
        {
            destination = FileSystemPath.Resolve(this, Destination, out var provider, out var drive);
            items = new FileItem(this, provider, drive);
            isDirectory = !IsSingle || HasPrefix || Destination[Destination.Length - 1] is '/' or '\\' || Directory.Exists(destination);
            // Without a closing slash, however it was written.
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
            return;
        var request = new ReceiveRequest(address, path, rootKeys!)
        {
            Destination = isDirectory ? destination : null,
            Similar = similar,
            Overwrites = Force,
            Expands = Expand,
            ExpansionLimit = new ExpansionLimit { MaximumLength = IsGiven(nameof(MaximumExpandedSize)) ? MaximumExpandedSize : null },
            RequiresEncryption = RequireEncryption,
        };
        var receive = new ReceiveOperation(Connect(), Buffers, taken, partials, CompressionOpener.Open);
        var progress = Progress.Begin(
            address.Uri,
            item.Listed?.Length ?? RecordFacts.Number(item.Record, nameof(EncryptedS3Object.Length)) ?? 0
        );
        Start(token => ReceiveAsync(receive, request, progress, token));
    }

    /// <summary>
    /// A single object that was named goes by its name alone, as a copied file would; all else keeps its key below the
    /// prefix, so that no two meet.
    /// </summary>
    string PathOf(S3Address address)
    {
        if (!isDirectory)
            return destination;
        var relative = IsSingle && !HasPrefix ? DestinationPath.Name(address.Key) : DestinationPath.Relative(address, KeyPrefix);
        return DestinationPath.For(address, destination, relative);
    }

    async Task ReceiveAsync(ReceiveOperation receive, ReceiveRequest request, FileProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            var result = await receive.RunAsync(request, progress, cancellationToken).ConfigureAwait(false);
            Post(() => Report(result));
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            // What is read comes from S3, so that it is the file where a file fails.
            Post(() =>
                Fail(
                    exception is IOException or UnauthorizedAccessException
                        ? ErrorRecords.FileNotWritten(exception, request)
                        : ErrorRecords.Item(exception, request.Address.Uri)
                )
            );
        }
        finally
        {
            progress.Dispose();
        }
    }

    void Report(ReceiveResult result)
    {
        var opened = result.RootKey is null ? "not client-side encrypted" : $"opened by root key {result.RootKey.Fingerprint}";
        var unpacked = result.Unpacked == CopyCompression.None ? "" : $", decompressed from {result.Unpacked}";
        WriteVerbose($"{result.Address} ({result.ObjectLength} bytes, {opened}) is '{result.Path}' ({result.FileLength} bytes{unpacked}).");
        var item = items!.At(result.Path);
        FileItem.Add(item, nameof(BucketName), result.Address.BucketName);
        FileItem.Add(item, nameof(Key), result.Address.Key);
        FileItem.Add(item, nameof(EncryptedS3Object.Envelope), result.Envelope);
        FileItem.Add(item, nameof(EncryptedS3Object.OpenedBy), result.RootKey?.Fingerprint);
        if (result.RootKey is null)
            plainCount++;
        if (result.Address.VersionId is { } version)
            FileItem.Add(item, nameof(VersionId), version);
        WriteObject(item);
    }
}
