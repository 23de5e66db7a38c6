using System.Collections;
using System.Management.Automation;
using System.Security;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Completion;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Loading;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Pipeline;
using RedshiftEncryption.Source;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Commands;

/// <summary>Reads objects back, decrypts them and compares them with their source files, byte by byte.</summary>
[Cmdlet(VerbsDiagnostic.Test, "EncryptedRoundTrip", DefaultParameterSetName = LiteralPathSet)]
[OutputType(typeof(RoundTripResult), typeof(bool))]
public sealed partial class TestEncryptedRoundTripCommand : InventoryCommand, IKmsParameters
{
    const string PathSet = "Path";
    const string LiteralPathSet = "LiteralPath";

    readonly UpstreamFailures upstream = new();
    KeyRing keys = KeyRing.Empty;
    string? basePath;
    int verified;

    /// <summary>The source file of a single object, or with -Recurse or -InventoryUri a directory.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = InventorySet)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The source file, by its literal path. Records of Send-EncryptedS3Object supply their SourcePath.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName", "SourcePath")]
    public string? LiteralPath { get; set; }

    /// <summary>
    /// The bucket, an access point's ARN or alias, or the object's S3 URI. With -Recurse, the S3 URI contains the key prefix.
    /// </summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = PathSet)]
    [Parameter(Position = 1, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BucketCompleter))]
    public string BucketName { get; set; } = "";

    /// <summary>The object's full key, where -BucketName is not its S3 URI.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string Key { get; set; } = "";

    /// <summary>Compares all files below the directory with the objects below -KeyPrefix, and reports those without the other.</summary>
    [Parameter(ParameterSetName = PathSet)]
    public SwitchParameter Recurse { get; set; }

    /// <summary>
    /// With -Recurse or -InventoryUri, the prefix of the keys, as it was specified to send the directory. A trailing slash is added.
    /// </summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = InventorySet)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string? KeyPrefix { get; set; }

    /// <summary>With -Recurse, the directory that keys are relative to. The default is the directory to compare.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string? BasePath { get; set; }

    /// <summary>A version of the object. The default is the current one.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    public string? VersionId { get; set; }

    /// <summary>The record from the pipeline.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipeline = true, DontShow = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>
    /// One or more root keys, each as a RootKey, the path of a key file, a SecureString, or 32 bytes. Without any, only
    /// server-side encryption is expected.
    /// </summary>
    [Parameter]
    [RootKeyTransformation(Several = true)]
    [ValidateNotNull]
    public RootKey[]? RootKey { get; set; }

    /// <summary>The size of root keys that are shorter than 256 bits, in bits: 128 or 192. They are only read.</summary>
    [Parameter]
    [ValidateSet("128", "192", "256")]
    public int RootKeySize { get; set; } = 256;

    /// <summary>
    /// One or more RSA private keys, for objects under an asymmetric root key. Each is the path of a PEM file or an RSA object.
    /// Requires PowerShell 7.
    /// </summary>
    [Parameter]
    [PrivateKeyTransformation(Several = true)]
    [ValidateNotNull]
    public RsaPrivateKey[]? PrivateKey { get; set; }

    /// <summary>The passphrase of encrypted PEM files.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? PrivateKeyPassphrase { get; set; }

    /// <summary>The region of the KMS keys that encrypted data keys. The default is the one in a key's ARN, or the bucket's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? KmsRegion { get; set; }

    /// <summary>
    /// Names and values that the encryption context of each data key under AWS KMS must contain. Other objects are reported as
    /// errors, without a request to KMS.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable? KmsEncryptionContext { get; set; }

    /// <summary>Returns a single Boolean for the whole input: false on any error, and for no input.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override string Activity => "Reading back and comparing";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        keys = ReadKeys(this);
        if (IsInventory)
        {
            BeginObjects();
            return;
        }
        if (Recurse)
        {
            (BucketName, var keyPrefix) = BucketArgument.Read(this, BucketName, nameof(KeyPrefix), nameof(Key));
            KeyPrefix ??= keyPrefix;
        }
        else
        {
            (BucketName, var key) = BucketArgument.ReadObject(this, BucketName, nameof(Key));
            if (key is not null)
                Key = key;
        }
        RefuseOtherMode();
        AddOwnBucket(BucketName);
        basePath = BasePath is null ? null : ResolveBasePath(BasePath);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (IsInventory)
        {
            VerifyInventory();
            return;
        }
        if (Recurse)
        {
            VerifyDirectory();
            return;
        }
        try
        {
            Verify();
        }
        catch (InvalidRecordException exception)
        {
            Fail(ErrorRecords.Item(exception, InputObject ?? (object)"null"));
        }
    }

    /// <summary>Ends the command for parameters of the other mode.</summary>
    void RefuseOtherMode()
    {
        var other = Array.Find(
            Recurse ? new[] { nameof(Key), nameof(VersionId) } : [nameof(KeyPrefix), nameof(BasePath), FilterParameter ?? ""],
            IsGiven
        );
        if (other is not null)
            ThrowTerminatingError(
                ErrorRecords.InvalidParameters(
                    Recurse ? $"-{other} names a single object. Omit it, or omit -Recurse." : $"-{other} requires -Recurse.",
                    other
                )
            );
    }

    void VerifyDirectory()
    {
        if (ResolveDirectory() is not { } directory)
            return;
        DirectoryPairing pairing;
        try
        {
            pairing = Await(DirectoryPairing.CreateAsync(Connect(), BucketName, RowPrefix, new ListingProgress(Progress), StopToken));
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            Fail(ErrorRecords.Item(exception, new S3Address(BucketName, RowPrefix).Uri));
            return;
        }
        foreach (var item in new SourceFiles(this, recurse: true, Fail).Expand(directory))
            VerifyFile(item, pairing);
        foreach (var left in pairing.Unpaired)
        {
            if (Takes(left.Key.Substring(RowPrefix.Length), () => left.LastModifiedUtc))
                Fail(ErrorRecords.SourceMissing(new S3Address(BucketName, left.Key), directory));
        }
    }

    /// <returns>The absolute path of the directory; null if there is none, which is reported.</returns>
    string? ResolveDirectory()
    {
        try
        {
            var directory = System.IO.Path.GetFullPath(FileSystemPath.Resolve(this, Path));
            if (Directory.Exists(directory))
                return directory;
            Fail(ErrorRecords.NotADirectory(Path));
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            Fail(ErrorRecords.Item(exception, Path));
        }
        return null;
    }

    void VerifyFile(SourceItem item, DirectoryPairing pairing)
    {
        if (KeyFileGuard.IsFileOf(item.Path, keys.RootKeys, out _))
            return;
        try
        {
            var key = DestinationKey.For(item.Path, basePath ?? item.FoundBy, RowPrefix);
            var (found, compression, isSplit) = pairing.Pair(key);
            // Its object is not left over, even where the filters do not select the file.
            if (!Takes(item, basePath))
                return;
            var address = new S3Address(BucketName, found?.Key ?? key);
            if (found is not null)
                Verify(
                    new VerifyRequest(item.Path, address)
                    {
                        Keys = keys,
                        Compression = compression,
                        FailureCounters = [Failures],
                    },
                    found.Length
                );
            else
                Fail(isSplit ? ErrorRecords.SplitObjects(item.Path, address) : ErrorRecords.FileNotSent(item.Path, address));
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            Fail(ErrorRecords.Item(exception, item.Path));
        }
    }

    void Verify()
    {
        upstream.Add(InputObject);
        // Checked here and not by the binder: records that it rejects are not counted, and -Quiet would return true.
        if (string.IsNullOrEmpty(BucketName) || string.IsNullOrEmpty(Key))
        {
            Fail(ErrorRecords.NoObject(InputObject));
            return;
        }
        var address = new S3Address(BucketName, Key, string.IsNullOrEmpty(VersionId) ? null : VersionId);
        if (
            SourcePath(address) is not { } sourcePath
            || !HasPossibleKey(address, address.Uri)
            || !Admit(BucketName, InputObject, address.Uri)
        )
            return;
        var range = SentRange();
        if (range is { IsPossible: false })
        {
            Fail(ErrorRecords.IncompleteRecord($"The record of {address} does not name a valid range of a file.", address.Uri));
            return;
        }
        var request = new VerifyRequest(sourcePath, address)
        {
            Keys = keys,
            Envelope = RecordProperties.Text(InputObject, nameof(EncryptedS3Object.Envelope)),
            ServerSideEncryption = RecordProperties.Text(InputObject, nameof(EncryptedS3Object.ServerSideEncryption)),
            Range = range,
            Compression = RecordProperties.Choice<CopyCompression>(InputObject, nameof(EncryptedS3Object.Compression)),
            SentLength = range is null ? RecordProperties.Number(InputObject, nameof(EncryptedS3Object.SourceLength)) : null,
            SentLastWriteTimeUtc = RecordProperties.Time(InputObject, nameof(EncryptedS3Object.SourceLastWriteTimeUtc)),
            WasSkipped = RecordProperties.Flag(InputObject, nameof(EncryptedS3Object.WasSkipped)) == true,
            FailureCounters = [.. RecordProperties.FailureCounters(InputObject), Failures],
        };
        Verify(request, RecordProperties.Number(InputObject, nameof(EncryptedS3Object.Length)) ?? 0);
    }

    void Verify(VerifyRequest request, long length)
    {
        var uri = request.Address.Uri;
        var verify = new VerifyOperation(Connect(), Buffers, CompressionOpener.Open);
        StartItem(
            uri,
            length,
            uri,
            (progress, token) => verify.RunAsync(request, progress, token),
            Report,
            exception => DescribeFailure(exception, request)
        );
    }

    static ErrorRecord DescribeFailure(Exception exception, VerifyRequest request) =>
        ErrorRecords.Item(
            exception,
            exception is ObjectStoreException or RootKeyRequiredException ? request.Address.Uri : request.SourcePath
        );

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (Quiet)
            WriteObject(verified > 0 && Failures.Count == 0 && upstream.Count == 0);
    }

    /// <summary>Returns the part of the source that the object was made from; null for the whole file.</summary>
    SourceRange? SentRange() =>
        RecordProperties.Number(InputObject, nameof(EncryptedS3Object.SourceOffset)) is { } offset
        && RecordProperties.Number(InputObject, nameof(EncryptedS3Object.SourceLength)) is { } length
            ? new SourceRange(offset, length, RecordProperties.Number(InputObject, nameof(EncryptedS3Object.HeaderLength)) ?? 0)
            {
                RowCount = RecordProperties.Number(InputObject, nameof(EncryptedS3Object.RowCount)),
            }
            : null;

    string? SourcePath(S3Address address)
    {
        var path = string.Equals(ParameterSetName, PathSet, StringComparison.Ordinal) ? Path : LiteralPath;
        if (string.IsNullOrEmpty(path))
        {
            Fail(
                ErrorRecords.IncompleteRecord(
                    $"{address} has no source file to compare it with. Specify -LiteralPath, or pass the output of Send-EncryptedS3Object.",
                    address.Uri
                )
            );
            return null;
        }
        if (RecordProperties.IsFilePath(InputObject, path!))
            return path;
        try
        {
            return FileSystemPath.Resolve(this, path!);
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            Fail(ErrorRecords.Item(exception, path!));
            return null;
        }
    }

    void Report(RoundTripResult result)
    {
        if (result.Verified)
            verified++;
        else
            Failures.Increment();
        WriteVerbose(
            result.Verified
                ? $"{result} matches '{result.SourcePath}' byte by byte ({result.SourceLength + result.HeaderLength} bytes)."
                : $"{result} is not verified against '{result.SourcePath}': {result.Reason}, {result.Detail}."
        );
        if (Quiet)
            NoteSuccess();
        else
            WriteObject(result);
    }
}
