using System.Collections;
using System.Management.Automation;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Completion;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Files;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Loading;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Pipeline;
using RedshiftEncryption.Splitting;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Commands;

/// <summary>Encrypts files and uploads them: on the client with -RootKey, on the server with -ServerSideEncryption, or both.</summary>
[Cmdlet(VerbsCommunications.Send, "EncryptedS3Object", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(EncryptedS3Object))]
public sealed class SendEncryptedS3ObjectCommand : S3Command
{
    const string PathSet = "Path";
    const string LiteralPathSet = "LiteralPath";

    /// <summary>The smallest object size that Redshift's documentation recommends for a load, in bytes.</summary>
    const long SmallestUsefulSplit = 1024 * 1024;

    readonly Dictionary<string, string> pathsByUri = new(StringComparer.Ordinal);
    RootKey? rootKey;
    string? basePath;
    SourceFiles? sources;
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
        if (KmsKeyId is not null && !EncryptionName.IsKms(ServerSideEncryption))
            ThrowTerminatingError(ErrorRecords.InvalidParameters("-KmsKeyId requires -ServerSideEncryption aws:kms.", KmsKeyId));
        storage = new StorageParameters(this)
        {
            StorageClass = StorageClass,
            Tag = Tag,
            Metadata = Metadata,
            ContentType = ContentType,
            CacheControl = CacheControl,
            BucketKeyEnabled = BucketKeyEnabled,
            ServerSideEncryption = ServerSideEncryption,
        }.Read();
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
        rootKey = ReadRootKey(RootKey);
        basePath = BasePath is null ? null : ResolveBasePath(BasePath);
        sources = new SourceFiles(this, Recurse, Fail);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var item in Items())
            Send(item);
    }

    string ResolveBasePath(string path)
    {
        try
        {
            var resolved = FileSystemPath.Resolve(this, path);
            if (Directory.Exists(resolved))
                return System.IO.Path.GetFullPath(resolved);
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            ThrowTerminatingError(ErrorRecords.Item(exception, path));
        }
        ThrowTerminatingError(ErrorRecords.BasePathNotADirectory(path));
        return path;
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
        if (paths is { Length: > 0 } && Array.TrueForAll(paths, static path => !string.IsNullOrEmpty(path)))
            return paths.SelectMany(path => isLiteral ? sources!.ByLiteralPath(path!) : sources!.ByPath(path!));
        Fail(
            ErrorRecords.IncompleteRecord(
                "An input does not name a file: it is null or empty, or has no LiteralPath, FullName, PSPath or SourcePath.",
                InputObject ?? (object)"null"
            )
        );
        return [];
    }

    void Send(SourceItem item)
    {
        if (string.IsNullOrEmpty(BucketName))
        {
            Fail(ErrorRecords.IncompleteRecord($"'{item.Path}' has no bucket. Specify -BucketName.", item.Path));
            return;
        }
        var fingerprint = RootKeyFile.FingerprintIn(item.Path);
        if (
            IsRootKeyFile(item.Path)
            || (fingerprint is not null && string.Equals(fingerprint, rootKey?.Fingerprint, StringComparison.Ordinal))
        )
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

    /// <summary>Compares by path, and by file identity for the same file under another name.</summary>
    bool IsRootKeyFile(string path) =>
        rootKey?.Path is { } keyPath
        && (FilePaths.Comparer.Equals(keyPath, path) || (FileIdentity.Of(keyPath) is { } identity && FileIdentity.Of(path) == identity));

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
                if (!IsTaken(planned.Address, path) && (Splits || ShouldUpload(plan)))
                    Upload(path, planned);
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

    bool ShouldUpload(SendPlan plan) =>
        ShouldProcess(plan.Describe(), rootKey is null ? "Upload with server-side encryption" : "Encrypt and upload");

    void Upload(string path, PlannedObject planned)
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
            FailureCounters = [Failures],
        };
        var upload = new UploadOperation(Connect(), Buffers, CompressionOpener.Open);
        StartItem(planned.Address.Key, planned.Length, path, (progress, token) => upload.RunAsync(request, progress, token), Report);
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
}
