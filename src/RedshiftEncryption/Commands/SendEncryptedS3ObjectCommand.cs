using System.Collections;
using System.Management.Automation;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Completion;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Loading;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Pipeline;
using RedshiftEncryption.Splitting;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Commands;

/// <summary>Encrypts files and uploads them: on the client with -RootKey, on the server with -ServerSideEncryption, or both.</summary>
[Cmdlet(VerbsCommunications.Send, "EncryptedS3Object", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(EncryptedS3Object))]
public sealed class SendEncryptedS3ObjectCommand : FilteredCommand, IStorageParameters
{
    const string PathSet = "Path";
    const string LiteralPathSet = "LiteralPath";

    /// <summary>The smallest object size that Redshift's documentation recommends for a load, in bytes.</summary>
    const long SmallestUsefulSplit = 1024 * 1024;

    readonly Dictionary<string, string> pathsByUri = new(StringComparer.Ordinal);
    readonly Dictionary<(string BucketName, string? EndpointUrl, string Region), ListedKeys> listings = [];
    RootKey? rootKey;
    string? basePath;
    SourceFiles? sources;
    ResumeOptions? resume;
    StorageOptions storage = new();
    bool isKeyGiven;

    /// <summary>Files, or with -Recurse directories. Wildcards are permitted.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [SupportsWildcards]
    public string?[]? Path { get; set; }

    /// <summary>Files, or with -Recurse directories, by their literal paths.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName", "SourcePath")]
    public string?[]? LiteralPath { get; set; }

    /// <summary>The object from the pipeline. A FileInfo identifies its file more precisely than a path.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipeline = true, DontShow = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>
    /// The bucket to upload to, an access point's ARN or alias, or an S3 URI that also contains the key prefix.
    /// </summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BucketCompleter))]
    public string BucketName { get; set; } = "";

    /// <summary>The prefix of the keys. A trailing slash is added.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string? KeyPrefix { get; set; }

    /// <summary>
    /// The full key, for a single file. Records supply their own where no other parameter determines the keys.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string? Key { get; set; }

    /// <summary>The directory that keys are relative to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BasePath { get; set; }

    /// <summary>Sends all files below directories.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>The root key for client-side encryption: a RootKey, the path of a key file, a SecureString, or 32 bytes.</summary>
    [Parameter]
    [RootKeyTransformation]
    [ValidateNotNull]
    public RootKey? RootKey { get; set; }

    /// <summary>The server-side encryption to use: AES256 (SSE-S3) or aws:kms (SSE-KMS).</summary>
    [Parameter]
    [ValidateSet(EncryptionName.S3, EncryptionName.Kms)]
    public string? ServerSideEncryption
    {
        get;
        set => field = EncryptionName.Exact(value);
    }

    /// <summary>The KMS key for aws:kms. The default is the account's own key for S3.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KmsKeyId { get; set; }

    /// <summary>The storage class of the objects, such as STANDARD_IA. The default is the server's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OptionCompleter))]
    public string? StorageClass { get; set; }

    /// <summary>The tags of the objects: at most 10.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable? Tag { get; set; }

    /// <summary>
    /// The user metadata of the objects, without x-amz-meta-. All of an object's metadata has at most 2,048
    /// bytes.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable? Metadata { get; set; }

    /// <summary>
    /// The Content-Type of the objects. The default is application/octet-stream for ciphertext, and otherwise follows from the
    /// key's extension.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ContentType { get; set; }

    /// <summary>The Cache-Control header of the objects.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CacheControl { get; set; }

    /// <summary>Uses an S3 Bucket Key for aws:kms, which needs fewer requests to KMS. The default is the bucket's setting.</summary>
    [Parameter]
    public SwitchParameter BucketKeyEnabled { get; set; }

    /// <summary>Reports each existing object as an error and preserves it. The server checks this as it writes.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>
    /// Skips a file whose object exists with the length that it would get, and is not older than the file. The result is
    /// then a record with WasSkipped.
    /// </summary>
    [Parameter]
    public SwitchParameter SkipUnchanged { get; set; }

    /// <summary>
    /// Stores a keyed stamp of each file's content with its object, for which the file is read twice. With -SkipUnchanged,
    /// compares the content by it, or without client-side encryption by S3's CRC-32C, and not by length and time.
    /// </summary>
    [Parameter]
    public SwitchParameter Checksum { get; set; }

    /// <summary>
    /// Continues the multipart upload of an earlier run with this switch, and keeps an upload open that fails or is stopped.
    /// </summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>The directory of the state files of -Resume. The default belongs to the user.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ResumeDirectory { get; set; }

    /// <summary>
    /// The part size of a multipart upload, in bytes. It grows for files that need more than 10,000 parts. A smaller file
    /// takes one request.
    /// </summary>
    [Parameter]
    [ValidateRange(Transfer.PartSize.Minimum, Transfer.PartSize.Maximum)]
    public int PartSize { get; set; } = Transfer.PartSize.Default;

    /// <summary>
    /// Compresses each file as it is read, before encryption: Gzip or Zstd. The suffix is appended to its key. A file that
    /// is already compressed is sent unchanged.
    /// </summary>
    [Parameter]
    [ValidateSet(nameof(CopyCompression.None), nameof(CopyCompression.Gzip), nameof(CopyCompression.Zstd))]
    public CopyCompression Compression { get; set; }

    /// <summary>The compression level: Optimal, Fastest or SmallestSize.</summary>
    [Parameter]
    public CompressionLevel CompressionLevel { get; set; }

    /// <summary>Splits each text file between records into objects with about this many bytes of it.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long SplitSize { get; set; }

    /// <summary>
    /// Where records end: Line, Csv or Json. The default depends on the file's extension (.csv, .tsv; .json, .jsonl, .ndjson;
    /// others by line).
    /// </summary>
    [Parameter]
    public RecordFormat RecordFormat { get; set; }

    /// <summary>
    /// What to do with a header, the first record: Repeat it in each object, or Drop it. By default the first record is data.
    /// </summary>
    [Parameter]
    public HeaderRow HeaderRow { get; set; }

    /// <summary>The number of the cluster's slices. Each file is split into a multiple of it.</summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    public int SliceCount { get; set; } = 1;

    private protected override string Activity => "Encrypting and uploading";

    bool Splits => SplitSize > 0;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        (BucketName, var keyPrefix) = BucketArgument.Read(this, BucketName, nameof(KeyPrefix), nameof(Key));
        KeyPrefix ??= keyPrefix;
        AddOwnBucket(BucketName);
        // A parameter that is bound here comes from the command line. Records bind theirs later.
        isKeyGiven = IsGiven(nameof(Key));
        if (string.IsNullOrEmpty(BucketName) && !MyInvocation.ExpectingInput)
            ThrowTerminatingError(ErrorRecords.InvalidParameters("Specify the bucket to upload to with -BucketName.", nameof(BucketName)));
        if (RootKey is null && ServerSideEncryption is null)
            ThrowTerminatingError(ErrorRecords.NoEncryption(BucketName));
        RequireKms(nameof(KmsKeyId), ServerSideEncryption);
        storage = StorageParameters.Read(this, this);
        if (Key is not null && (KeyPrefix is not null || BasePath is not null || Recurse))
            ThrowTerminatingError(
                ErrorRecords.InvalidParameters(
                    "-Key is the whole key of a single file. It cannot be combined with -KeyPrefix, -BasePath or -Recurse.",
                    Key
                )
            );
        if (PartSize > MemoryLimit)
            ThrowTerminatingError(
                ErrorRecords.InvalidParameters(
                    $"The -PartSize of {PartSize} bytes exceeds the -MemoryLimit of {MemoryLimit} bytes.",
                    PartSize
                )
            );
        if (Checksum && !SkipUnchanged && RootKey is null)
            ThrowTerminatingError(
                ErrorRecords.InvalidParameters(
                    "-Checksum requires -RootKey or -SkipUnchanged: S3 itself keeps checksums of objects without client-side encryption.",
                    nameof(Checksum)
                )
            );
        if (!Splits && Given(nameof(RecordFormat), nameof(HeaderRow), nameof(SliceCount)) is { } splitting)
            ThrowTerminatingError(ErrorRecords.InvalidParameters($"-{splitting} requires -SplitSize.", splitting));
        if (Compression == CopyCompression.None && Given(nameof(CompressionLevel)) is { } level)
            ThrowTerminatingError(ErrorRecords.InvalidParameters("-CompressionLevel requires -Compression.", level));
        if (HeaderRow != HeaderRow.None && RecordFormat == RecordFormat.Json)
            ThrowTerminatingError(ErrorRecords.InvalidParameters("-HeaderRow does not apply to JSON.", HeaderRow));
        if (Splits && SplitSize < SmallestUsefulSplit)
            WriteWarning(
                $"-SplitSize {SplitSize} is in bytes. Redshift loads objects of 1 MB to 1 GB fastest. Specify, for example, 256MB."
            );
        if (KeyPrefix?.IndexOf('\\') >= 0)
            WriteWarning($"The -KeyPrefix '{KeyPrefix}' contains a backslash, which does not separate folders in S3. Specify slashes.");
        resume = ReadResume();
        rootKey = ReadRootKey(RootKey);
        basePath = BasePath is null ? null : ResolveBasePath(BasePath);
        sources = new SourceFiles(this, Recurse, Fail);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var item in Items())
        {
            if (Takes(item, basePath))
                Send(item);
        }
    }

    ResumeOptions? ReadResume()
    {
        if (!Resume)
        {
            if (ResumeDirectory is not null)
                ThrowTerminatingError(ErrorRecords.InvalidParameters("-ResumeDirectory requires -Resume.", ResumeDirectory));
            return null;
        }
        return new ResumeOptions(
            StateDirectory.Resolve(this, ResumeDirectory, ThrowTerminatingError),
            text => Post(() => WriteVerbose(text)),
            WarnAlsoWhenStopped
        );
    }

    void WarnAlsoWhenStopped(string text)
    {
        if (StopToken.IsCancellationRequested)
            PostLastWord(text);
        Post(() => WriteWarning(text));
    }

    /// <summary>Returns the first of the parameters that was specified; null for none.</summary>
    string? Given(params string[] parameters) => Array.Find(parameters, MyInvocation.BoundParameters.ContainsKey);

    IEnumerable<SourceItem> Items()
    {
        if (InputObject?.BaseObject is FileSystemInfo file)
            return sources!.Expand(file.FullName);
        var isLiteral = string.Equals(ParameterSetName, LiteralPathSet, StringComparison.Ordinal);
        // Checked here and not by the binder: inputs that it rejects are not counted, and a partial load would follow.
        var paths = isLiteral ? LiteralPath : Path;
        return (paths is { Length: > 0 } ? paths : [null]).SelectMany(path => Items(path, isLiteral));
    }

    IEnumerable<SourceItem> Items(string? path, bool isLiteral)
    {
        if (string.IsNullOrEmpty(path))
        {
            Fail(
                ErrorRecords.IncompleteRecord(
                    "An input does not name a file: it is null or empty, or has no LiteralPath, FullName, PSPath or SourcePath.",
                    InputObject ?? (object)"null"
                )
            );
            return [];
        }
        if (RecordProperties.IsFilePath(InputObject, path!))
            return sources!.Expand(path!);
        return isLiteral ? sources!.ByLiteralPath(path!) : sources!.ByPath(path!);
    }

    void Send(SourceItem item)
    {
        if (string.IsNullOrEmpty(BucketName))
        {
            Fail(ErrorRecords.IncompleteRecord($"'{item.Path}' has no bucket. Specify -BucketName.", item.Path));
            return;
        }
        if (KeyFileGuard.IsFileOf(item.Path, rootKey is null ? [] : [rootKey], out var fingerprint))
        {
            WriteWarning($"Skipping '{item.Path}': it is the root key file and must not be uploaded.");
            return;
        }
        if (fingerprint is not null)
            WriteWarning($"'{item.Path}' has the form of a root key file. If it is one, delete the object and use a new key.");
        try
        {
            if (!Admit(BucketName, InputObject, item.Path))
                return;
            using var plan = Await(SendPlan.CreateAsync(PlanRequest(item), StopToken));
            Send(plan, item.Path);
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            Fail(ErrorRecords.Item(exception, item.Path));
        }
    }

    SendRequest PlanRequest(SourceItem item) =>
        new(item.Path, BucketName)
        {
            Key = KeyPrefix is null && BasePath is null && !Recurse ? Key : null,
            BasePath = basePath ?? item.FoundBy,
            KeyPrefix = KeyPrefix,
            Compression = Compression,
            Split = Splits
                ? new SplitRequest(SplitSize)
                {
                    Format = IsGiven(nameof(RecordFormat)) ? RecordFormat : RecordFormatByName.Of(item.Path),
                    HeaderRow = HeaderRow,
                    SliceCount = SliceCount,
                }
                : null,
        };

    void Send(SendPlan plan, string path)
    {
        if (
            Splits
            && !ShouldProcess(
                plan.Describe(),
                rootKey is null ? "Split and upload with server-side encryption" : "Split, encrypt and upload"
            )
        )
            return;
        // The search for the next split point continues while the objects before it are uploaded.
        while (Await(plan.NextAsync(StopToken)) is { } planned)
        {
            try
            {
                if (!IsTaken(planned.Address, path) && (Splits || SkipUnchanged || ShouldUpload(plan.Describe())))
                    Upload(plan, path, planned);
                else
                    planned.File?.Dispose();
            }
            catch
            {
                planned.File?.Dispose();
                throw;
            }
        }
        if (plan.OverlongRecord is { } record)
            WriteWarning(
                $"'{path}' has a record of {record.Length} bytes at byte {record.Offset}. "
                    + "Redshift loads records of at most 4 MB. Check -RecordFormat."
            );
    }

    bool IsTaken(S3Address address, string path)
    {
        var uri = address.Uri;
        if (pathsByUri.TryGetValue(uri, out var firstPath))
        {
            Fail(isKeyGiven && !Splits ? ErrorRecords.SingleKey(path, uri, firstPath) : ErrorRecords.DuplicateKey(path, uri, firstPath));
            return true;
        }
        pathsByUri.Add(uri, path);
        return false;
    }

    bool ShouldUpload(string description) =>
        ShouldProcess(description, rootKey is null ? "Upload with server-side encryption" : "Encrypt and upload");

    void Upload(SendPlan plan, string path, PlannedObject planned)
    {
        var request = new UploadRequest(path, planned.Address)
        {
            Plan = planned,
            RootKey = rootKey,
            ServerSideEncryption = ServerSideEncryption,
            KmsKeyId = KmsKeyId,
            Options = storage,
            NoClobber = NoClobber,
            PartSize = PartSize,
            Compression = Compression,
            CompressionLevel = CompressionLevel,
            Stamps = Checksum,
            Resume = resume,
            FailureCounters = [Failures],
        };
        var store = Connect();
        var upload = new UploadOperation(store, Buffers, CompressionOpener.Open);
        if (SkipUnchanged)
        {
            var description = plan.Describe();
            var find = new FindUnchangedOperation(store, ListingOf(store), CompressionOpener.Open);
            StartItem(
                planned.Address.Key,
                planned.Length,
                path,
                (progress, token) => SendIfChangedAsync(find, upload, request, description, progress, token),
                Report
            );
        }
        else
        {
            StartItem(planned.Address.Key, planned.Length, path, (progress, token) => upload.RunAsync(request, progress, token), Report);
        }
    }

    ListedKeys ListingOf(IObjectStore store)
    {
        var place = (BucketName, store.EndpointUrl, store.Region);
        if (!listings.TryGetValue(place, out var listing))
        {
            listing = new ListedKeys(BucketName, DestinationKey.ClosePrefix(KeyPrefix));
            listings.Add(place, listing);
        }
        return listing;
    }

    /// <returns>The record of an unchanged object, or the result of the upload; neither if the user declined it.</returns>
    async Task<(EncryptedS3Object? Unchanged, UploadResult? Sent)> SendIfChangedAsync(
        FindUnchangedOperation find,
        UploadOperation upload,
        UploadRequest request,
        string description,
        FileProgress progress,
        CancellationToken cancellationToken
    )
    {
        var plan = request.Plan!;
        var isSent = false;
        try
        {
            var finding = await find.RunAsync(request, cancellationToken).ConfigureAwait(false);
            if (finding.Unchanged is { } unchanged)
            {
                progress.Report(plan.Length);
                return (unchanged, null);
            }
            Post(() => WriteVerbose($"'{request.SourcePath}' is sent to {request.Destination}: {finding.Difference}."));
            // The objects of a split file were decided on together.
            if (!Splits && !await AskAsync(() => ShouldUpload(description), cancellationToken).ConfigureAwait(false))
                return default;
            var hashed = request with { ContentHash = finding.ContentHash, Plan = plan with { State = finding.State ?? plan.State } };
            isSent = true;
            return (null, await upload.RunAsync(hashed, progress, cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            // An upload disposes of it itself.
            if (!isSent)
                plan.File?.Dispose();
        }
    }

    void Report((EncryptedS3Object? Unchanged, UploadResult? Sent) result)
    {
        if (result.Unchanged is { } unchanged)
        {
            WriteVerbose($"'{unchanged.SourcePath}' was not sent: {unchanged} is unchanged.");
            WriteObject(unchanged);
        }
        else if (result.Sent is { } sent)
        {
            Report(sent);
        }
    }

    void Report(UploadResult result)
    {
        var sent = result.Object;
        var rate = sent.Length / Math.Max(result.Elapsed.TotalSeconds, 0.001) / (1024 * 1024);
        var range = sent.SourceOffset is { } offset ? $", bytes {offset} to {offset + sent.SourceLength}" : "";
        WriteVerbose(
            $"'{sent.SourcePath}'{range} ({sent.SourceLength + sent.HeaderLength} bytes) was uploaded to {sent} ({sent.Length} bytes): "
                + $"{result.Parts} {(result.Parts == 1 ? "part" : "parts")} at {rate:N1} MiB/s."
        );
        WriteObject(sent);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The tasks use the listings until they have settled.
        base.Dispose(disposing);
        foreach (var listing in listings.Values)
            listing.Dispose();
        listings.Clear();
    }
}
