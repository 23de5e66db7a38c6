using System.Globalization;
using System.Management.Automation;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Completion;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Pipeline;
using RedshiftEncryption.Redshift.Manifests;
using RedshiftEncryption.Redshift.Sql;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Commands;

/// <summary>
/// Writes a COPY manifest for objects from the pipeline, for the objects below a key prefix, or for the files of an UNLOAD.
/// </summary>
[Cmdlet(VerbsCommon.New, "CopyManifest", DefaultParameterSetName = ListingSet, SupportsShouldProcess = true)]
[OutputType(typeof(CopyManifest))]
public sealed class NewCopyManifestCommand : S3Command
{
    const string ListingSet = "Listing";
    const string ObjectSet = "Object";
    const string UnloadSet = "Unload";

    /// <summary>The parameters that require -SshHost.</summary>
    static readonly string[] SshNames =
    [
        nameof(SshUser),
        nameof(SshHostKeyPath),
        nameof(ConnectionsPerHost),
        nameof(SharePath),
        nameof(SshCommand),
    ];

    readonly ManifestInput input = new();
    RootKey? rootKey;
    S3Address? destination;
    string? filePath;
    ConnectionPlace place;
    SshParameters? ssh;

    /// <summary>The S3 URI to write the manifest to: s3://bucket/key.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(S3UriCompleter))]
    public string? Uri { get; set; }

    /// <summary>A local file to write the manifest to, in addition to -Uri or instead of it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The bucket of the objects, or an S3 URI that also contains the key prefix.</summary>
    [Parameter(Position = 1, ParameterSetName = ListingSet)]
    [Parameter(Position = 1, ParameterSetName = ObjectSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BucketCompleter))]
    public string BucketName { get; set; } = "";

    /// <summary>The literal prefix of the objects' keys. The default is the whole bucket.</summary>
    [Parameter(ParameterSetName = ListingSet)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string KeyPrefix { get; set; } = "";

    /// <summary>An object's full key.</summary>
    [Parameter(ParameterSetName = ObjectSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string Key { get; set; } = "";

    /// <summary>The record from the pipeline.</summary>
    [Parameter(ParameterSetName = ObjectSet, ValueFromPipeline = true, DontShow = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>
    /// The manifest of an UNLOAD: its S3 URI, or the path of a file. COPY cannot read it if it is client-side encrypted.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = UnloadSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(S3UriCompleter))]
    public string UnloadManifest { get; set; } = "";

    /// <summary>
    /// The root key of a client-side encrypted -UnloadManifest: a RootKey, the path of a key file, a SecureString, or 32
    /// bytes.
    /// </summary>
    [Parameter(ParameterSetName = UnloadSet)]
    [RootKeyTransformation]
    [ValidateNotNull]
    public RootKey? RootKey { get; set; }

    /// <summary>
    /// Parquet or Orc, whose manifests contain the files' lengths. The default depends on the keys' extensions (.parquet,
    /// .orc).
    /// </summary>
    [Parameter]
    [ValidateSet(CopyManifestFormat.Parquet, CopyManifestFormat.Orc)]
    public string? Format
    {
        get;
        // PowerShell's comparison ignores case.
        set =>
            field = string.Equals(value, CopyManifestFormat.Orc, StringComparison.OrdinalIgnoreCase)
                ? CopyManifestFormat.Orc
                : CopyManifestFormat.Parquet;
    }

    /// <summary>The manifest's own server-side encryption: AES256 (SSE-S3) or aws:kms (SSE-KMS).</summary>
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

    /// <summary>Reports an existing manifest as an error and preserves it. The server checks this as it writes.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Writes the manifest even if items of earlier commands failed.</summary>
    [Parameter]
    public SwitchParameter AllowIncomplete { get; set; }

    /// <summary>
    /// Checks that each object is encrypted, on the client or by the server. Otherwise reports an error and writes no
    /// manifest.
    /// </summary>
    [Parameter]
    public SwitchParameter RequireEncryption { get; set; }

    /// <summary>
    /// The hosts that decrypt the objects for a COPY over SSH: DNS names or IP addresses, as the cluster reaches them. -Uri is then
    /// an SSH manifest.
    /// </summary>
    [Parameter(ParameterSetName = ObjectSet)]
    [ValidateNotNullOrEmpty]
    public string[]? SshHost { get; set; }

    /// <summary>The user of the connections to the hosts.</summary>
    [Parameter(ParameterSetName = ObjectSet)]
    [ValidateNotNullOrEmpty]
    public string SshUser { get; set; } = SshParameters.DefaultUser;

    /// <summary>
    /// The files of the hosts' public RSA keys: one for each host in their order, or one with a line for each host, as .pub and
    /// known_hosts files have them.
    /// </summary>
    [Parameter(ParameterSetName = ObjectSet)]
    [ValidateNotNullOrEmpty]
    public string[]? SshHostKeyPath { get; set; }

    /// <summary>The number of connections to each host, each with a share of the objects; fewer if there are fewer objects.</summary>
    [Parameter(ParameterSetName = ObjectSet)]
    [ValidateRange(1, SshParameters.MaximumConnections)]
    public int ConnectionsPerHost { get; set; } = 1;

    /// <summary>
    /// The local file for the share list: which objects each connection streams. It contains no key. Copy it to the hosts.
    /// </summary>
    [Parameter(ParameterSetName = ObjectSet)]
    [ValidateNotNullOrEmpty]
    public string? SharePath { get; set; }

    /// <summary>The form of the command that the cluster runs, in which {0} is the name of a share.</summary>
    [Parameter(ParameterSetName = ObjectSet)]
    [ValidateNotNullOrEmpty]
    public string SshCommand { get; set; } = Redshift.Ssh.SshCommand.NameOnly;

    private protected override string Activity => "Writing a manifest";

    string Target => Uri ?? Path!;

    bool IsFromObjects => MyInvocation.ExpectingInput || string.Equals(ParameterSetName, ObjectSet, StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Uri is null && Path is null)
            ThrowTerminatingError(
                ErrorRecords.InvalidParameters(
                    "Specify where to write the manifest: -Uri s3://bucket/key, a local -Path, or both.",
                    nameof(Uri)
                )
            );
        (BucketName, var keyPrefix) = BucketArgument.ReadObject(this, BucketName, nameof(KeyPrefix), nameof(Key));
        if (keyPrefix is not null)
            KeyPrefix = keyPrefix;
        // The binder would reject each object with an error of its own, and the command would run without them.
        if (MyInvocation.ExpectingInput && (IsGiven(nameof(KeyPrefix)) || IsGiven(nameof(UnloadManifest))))
            ThrowTerminatingError(
                ErrorRecords.InvalidParameters("Objects from the pipeline cannot be combined with -KeyPrefix or -UnloadManifest.", Target)
            );
        if (
            string.Equals(ParameterSetName, ListingSet, StringComparison.Ordinal)
            && !MyInvocation.ExpectingInput
            && string.IsNullOrEmpty(BucketName)
        )
            ThrowTerminatingError(
                ErrorRecords.InvalidParameters(
                    "Pass objects through the pipeline, or specify -BucketName and -KeyPrefix, or -UnloadManifest.",
                    nameof(BucketName)
                )
            );
        if (ServerSideEncryption is not null && Uri is null)
            ThrowTerminatingError(ErrorRecords.InvalidParameters("-ServerSideEncryption requires -Uri.", ServerSideEncryption));
        RequireKms(nameof(KmsKeyId), ServerSideEncryption);
        if (RootKey is not null && !S3Address.IsUri(UnloadManifest))
            ThrowTerminatingError(
                ErrorRecords.InvalidParameters(
                    "-RootKey requires an -UnloadManifest in S3: a local file has no envelope to open.",
                    UnloadManifest
                )
            );
        rootKey = ReadRootKey(RootKey);
        RefuseIncompleteSsh();
        Run(
            Target,
            () =>
            {
                if (SshHost is not null)
                    ssh = SshParameters.Read(this, SshHost, SshUser, SshHostKeyPath!, ConnectionsPerHost, SshCommand, SharePath!);
                destination = Uri is null ? null : ObjectUri(Uri);
                filePath = Path is null ? null : System.IO.Path.GetFullPath(FileSystemPath.Resolve(this, Path));
                if (filePath is not null && string.Equals(filePath, ssh?.SharePath, StringComparison.Ordinal))
                    throw new InvalidCopyOptionException("-Path and -SharePath name the same file. The share list is another file.");
            }
        );
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!IsFromObjects)
            return;
        // Where no request is sent, the connection in a record is only information.
        if (
            (destination is not null || (RequireEncryption && !string.IsNullOrEmpty(BucketName)))
            && Admit(destination?.BucketName ?? BucketName, InputObject, Target)
        )
            place = new(
                place.Region ?? ItemPlace.Region,
                place.EndpointUrl ?? ItemPlace.EndpointUrl,
                place.ProfileName ?? ItemPlace.ProfileName
            );
        Run(InputObject ?? (object)Target, () => input.Add(BucketName, Key, NonEmpty(Region), NonEmpty(EndpointUrl), InputObject));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var entries = Entries();
        if (entries.Count == 0)
            ThrowTerminatingError(ErrorRecords.NoManifestEntries(NothingFound(), Target));
        if (RequireEncryption)
            Run(Target, () => RequireAllEncrypted(entries));
        var written = Run(Target, () => Write(CopyManifestContents.Of(entries, Format, isDecryptedByHosts: ssh is not null)));
        if (written is not null)
            WriteObject(written);
        base.EndProcessing();
    }

    void RefuseIncompleteSsh()
    {
        if (SshHost is null)
        {
            if (Array.Find(SshNames, IsGiven) is { } orphan)
                ThrowTerminatingError(ErrorRecords.InvalidParameters($"-{orphan} requires -SshHost.", orphan));
            return;
        }
        if (Uri is null || SshHostKeyPath is null || SharePath is null)
            ThrowTerminatingError(
                ErrorRecords.InvalidParameters(
                    "-SshHost requires -Uri for the SSH manifest, -SharePath for the share list, and -SshHostKeyPath: "
                        + "without the host key, Redshift does not identify the host that it loads from.",
                    nameof(SshHost)
                )
            );
        if (Format is not null)
            ThrowTerminatingError(ErrorRecords.InvalidParameters($"COPY does not load {Format} files over SSH.", nameof(Format)));
    }

    IReadOnlyList<CopyManifestEntry> Entries()
    {
        if (IsFromObjects)
        {
            RefuseIncompleteInput();
            return input.Entries;
        }
        return string.Equals(ParameterSetName, UnloadSet, StringComparison.Ordinal)
            ? Run(UnloadManifest, ReadUnloadManifest)
            : Run(new S3Address(BucketName, KeyPrefix).Uri, List);
    }

    void RefuseIncompleteInput()
    {
        if (input.Incomplete > 0)
            ThrowTerminatingError(ErrorRecords.NoObjects(input.Incomplete, input.FirstIncomplete, Target));
        if (input.Upstream.Count > 0 && !AllowIncomplete)
            ThrowTerminatingError(ErrorRecords.FailedItems(input.Upstream.Count, input.Upstream.Commands, Target));
        if (input.NotVerified is { Count: > 0 } notVerified)
            ThrowTerminatingError(ErrorRecords.NotVerified(notVerified.Count, notVerified.FirstUri, notVerified.FirstReason, Target));
    }

    IReadOnlyList<CopyManifestEntry> List()
    {
        var request = new ListManifestEntriesRequest(BucketName, KeyPrefix) { Manifest = destination };
        return Await(new ListManifestEntriesOperation(Connect()).RunAsync(request, new ListingProgress(Progress), StopToken));
    }

    IReadOnlyList<CopyManifestEntry> ReadUnloadManifest()
    {
        if (!S3Address.IsUri(UnloadManifest))
            return Await(ReadUnloadManifestOperation.ReadFileAsync(FileSystemPath.Resolve(this, UnloadManifest), MemoryLimit, StopToken));
        var uri = ObjectUri(UnloadManifest);
        var request = new ReadUnloadManifestRequest(new S3Address(uri.BucketName, uri.Key))
        {
            RootKey = rootKey,
            MaximumLength = MemoryLimit,
        };
        return Await(new ReadUnloadManifestOperation(Connect()).RunAsync(request, StopToken));
    }

    void RequireAllEncrypted(IReadOnlyList<CopyManifestEntry> entries)
    {
        if (IsFromObjects)
            ItemPlace = place;
        var require = new RequireEncryptionOperation(Connect());
        Await(() => require.RunAsync(entries, new ListingProgress(Progress), StopToken));
    }

    /// <returns>The manifest; null where ShouldProcess declined.</returns>
    CopyManifest? Write(CopyManifestContents contents)
    {
        if (contents.Entries.FirstOrDefault(entry => entry.Address == destination) is { } own)
            throw new InvalidCopyOptionException($"The manifest would overwrite {own.Url}, which it names. Specify another -Uri.");
        var sshManifest = ssh?.Divide(contents);
        var places = string.Join(
            " and ",
            new[] { destination?.ToString(), filePath, ssh?.SharePath }.Where(static known => known is not null)
        );
        if (
            !ShouldProcess(
                places,
                string.Format(
                    CultureInfo.CurrentCulture,
                    sshManifest is null ? "Write a manifest of {0:N0} {1}" : "Write an SSH manifest and a share list of {0:N0} {1}",
                    contents.Entries.Count,
                    contents.Entries.Count == 1 ? "object" : "objects"
                )
            )
        )
            return null;
        // The last record may lack what an earlier one contains.
        if (IsFromObjects)
            ItemPlace = place;
        var request = new WriteManifestRequest(contents)
        {
            Destination = destination,
            Path = filePath,
            Ssh = sshManifest,
            ServerSideEncryption = ServerSideEncryption,
            KmsKeyId = KmsKeyId,
            NoClobber = NoClobber,
            MaximumLength = MemoryLimit,
            Region = NonEmpty(Region) ?? place.Region,
            ProfileName = NonEmpty(ProfileName) ?? place.ProfileName,
            FailureCounters = input.Upstream.Counters,
        };
        var write = new WriteManifestOperation(destination is null ? null : Connect());
        try
        {
            return AwaitSettled(token => write.RunAsync(request, token));
        }
        catch (Exception exception) when (write.PathInProgress is not null && exception is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(ErrorRecords.ManifestNotWritten(exception, write.PathInProgress!, NoClobber));
            throw;
        }
    }

    /// <summary>Ends the command: there is one manifest or none.</summary>
    private protected override void Fail(ErrorRecord error) => ThrowTerminatingError(error);

    string NothingFound()
    {
        if (IsFromObjects)
            return "No objects were received from the pipeline.";
        return string.Equals(ParameterSetName, UnloadSet, StringComparison.Ordinal)
            ? $"{UnloadManifest} does not name any objects."
            : $"There are no objects below {new S3Address(BucketName, KeyPrefix)}.";
    }

    static S3Address ObjectUri(string text)
    {
        var uri = StatementUri.Parse(text);
        return uri with { Key = ObjectKey.Checked(uri.Key) };
    }

    /// <summary>
    /// Runs an action, and ends the command with the matching error where it fails: there is one manifest or none.
    /// </summary>
    void Run(object target, Action action) =>
        Run(
            target,
            () =>
            {
                action();
                return true;
            }
        );

    T Run<T>(object target, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (InvalidCopyOptionException exception)
        {
            ThrowTerminatingError(ErrorRecords.InvalidCopyOption(exception, target));
            throw;
        }
        catch (CopyManifestException exception)
        {
            ThrowTerminatingError(ErrorRecords.Item(exception, target));
            throw;
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            ThrowTerminatingError(ErrorRecords.Item(exception, target));
            throw;
        }
    }
}
