using System.Management.Automation;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Errors;

namespace RedshiftEncryption.Commands;

/// <summary>Writes one COPY statement for objects from the pipeline, or for an S3 URI. It sends no request.</summary>
[Cmdlet(VerbsCommon.Get, "CopyStatement", DefaultParameterSetName = ObjectSet)]
[OutputType(typeof(CopyStatement))]
public sealed class GetCopyStatementCommand : PSCmdlet, IDisposable
{
    const string ObjectSet = "Object";
    const string UriSet = "Uri";

    readonly CopyInput input = new();
    readonly RootKeyParameter rootKeyParameter = new();
    RootKey? rootKey;

    /// <summary>The table, for example sales, public.sales or public."Sales 2026".</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Table { get; set; } = "";

    /// <summary>The columns to load, in the files' order.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Column { get; set; } = [];

    /// <summary>The S3 URI of an object, of the beginning of keys, or of a manifest with -Manifest.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UriSet)]
    [ValidateNotNullOrEmpty]
    public string Uri { get; set; } = "";

    /// <summary>Says that -Uri is a manifest's.</summary>
    [Parameter(ParameterSetName = UriSet)]
    public SwitchParameter Manifest { get; set; }

    /// <summary>The bucket of an object.</summary>
    [Parameter(ParameterSetName = ObjectSet, ValueFromPipelineByPropertyName = true)]
    public string BucketName { get; set; } = "";

    /// <summary>The object's whole key.</summary>
    [Parameter(ParameterSetName = ObjectSet, ValueFromPipelineByPropertyName = true)]
    public string Key { get; set; } = "";

    /// <summary>The record that came down the pipeline.</summary>
    [Parameter(ParameterSetName = ObjectSet, ValueFromPipeline = true, DontShow = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>The role that Redshift reads with: an ARN, several with commas between them, or default.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string IamRole { get; set; } = "";

    /// <summary>The root key of client-side encrypted objects; the statement shows a placeholder for it.</summary>
    [Parameter]
    [RootKeyTransformation]
    [ValidateNotNull]
    public RootKey? RootKey { get; set; }

    /// <summary>Says that the objects are client-side encrypted, where neither they nor -RootKey do; the statement holds a placeholder for the key.</summary>
    [Parameter]
    public SwitchParameter Encrypted { get; set; }

    /// <summary>Delimited (COPY's own default), Csv or Json.</summary>
    [Parameter]
    public CopyFormat Format { get; set; } = CopyFormat.Delimited;

    /// <summary>What stands between fields; else | for delimited files and a comma for CSV.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Delimiter { get; set; }

    /// <summary>With -Format Json: auto, auto ignorecase, noshred, or the S3 URI of a JSONPaths file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JsonOption { get; set; }

    /// <summary>How many lines at each object's beginning are passed over.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int IgnoreHeader { get; set; }

    /// <summary>The objects' compression; else what their names tell.</summary>
    [Parameter]
    public CopyCompression Compression { get; set; }

    /// <summary>The bucket's region, where it is not the cluster's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Region { get; set; }

    /// <summary>Further option lines as they stand in a COPY statement, for example MAXERROR 10.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Option { get; set; } = [];

    /// <summary>Writes the statement even though items of the commands before failed.</summary>
    [Parameter]
    public SwitchParameter AllowIncomplete { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => rootKey = rootKeyParameter.Read(this, RootKey);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!string.Equals(ParameterSetName, ObjectSet, StringComparison.Ordinal))
            return;
        // Checked here and not by the binder: what it refuses would be missing from the statement without a word.
        if (!string.IsNullOrEmpty(BucketName) && !string.IsNullOrEmpty(Key))
            input.Add(BucketName, Key, Region, InputObject);
        else if (MyInvocation.ExpectingInput)
            input.AddIncomplete();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            var fromUri = string.Equals(ParameterSetName, UriSet, StringComparison.Ordinal);
            if (!fromUri)
                RefuseIncompleteInput();
            var statement = CopyStatementBuilder.Build(fromUri ? RequestForUri() : RequestForObjects());
            Warn(statement);
            WriteObject(statement);
        }
        catch (InvalidCopyOptionException exception)
        {
            ThrowTerminatingError(ErrorRecords.InvalidCopyOption(exception, Table));
        }
    }

    /// <summary>Zeroes the key that was read here; the statement has its own copy.</summary>
    public void Dispose() => rootKeyParameter.Dispose();

    void RefuseIncompleteInput()
    {
        if (input.Incomplete > 0)
            ThrowTerminatingError(ErrorRecords.IncompleteRecord($"{input.Incomplete} of the inputs name no object: they lack a BucketName or a Key.", Table));
        if (input.FailedItems is { Count: > 0 } failed && !AllowIncomplete)
            ThrowTerminatingError(ErrorRecords.FailedItems(failed.Count, failed.Commands, Table));
        if (input.NotVerified is { Count: > 0 } notVerified)
            ThrowTerminatingError(ErrorRecords.NotVerified(notVerified.Count, notVerified.FirstUri, notVerified.FirstReason, Table));
        if (input.Objects.Count == 0)
            ThrowTerminatingError(ErrorRecords.NoInput(Table));
    }

    CopyRequest RequestForUri()
    {
        var source = new CopySource(S3Uri.Parse(Uri), Manifest);
        return Request(source, Encrypted || rootKey is not null, string.IsNullOrEmpty(Region) ? null : Region) with
        {
            Compression = IsGiven(nameof(Compression)) || Manifest ? Compression : CompressionByName.Of(source.Uri.Key),
        };
    }

    CopyRequest RequestForObjects() =>
        Request(CopySource.Of(input.Objects), input.Encrypted(rootKey, Encrypted), input.Region()) with
        {
            Compression = IsGiven(nameof(Compression)) ? Compression : CompressionByName.OfAll([.. input.Objects.Select(static known => known.Key)]),
        };

    CopyRequest Request(CopySource source, bool encrypted, string? region) => new(Table, source, IamRole)
    {
        Columns = Column,
        Encrypted = encrypted,
        RootKey = rootKey,
        Format = Format,
        Delimiter = Delimiter,
        JsonOption = JsonOption,
        IgnoreHeader = IgnoreHeader,
        Region = region,
        Options = Option,
    };

    void Warn(CopyStatement statement)
    {
        if (!statement.IsManifest)
            WriteWarning($"The statement loads every object whose key begins with {statement.From}, whatever else is there or comes later. A manifest names the objects.");
        if (statement.Encrypted)
            WriteWarning("AWS ended client-side encryption in COPY and UNLOAD on 30 April 2026: Redshift refuses ENCRYPTED wherever that took effect. Upload with -ServerSideEncryption in place of -RootKey, and move archives by Convert-EncryptedS3Object.");
    }

    bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
