using System.Management.Automation;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Codecs;
using RedshiftEncryption.Completion;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Pipeline;
using RedshiftEncryption.Redshift.Copy;
using RedshiftEncryption.Redshift.Sql;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Commands;

/// <summary>Creates one COPY statement for objects or a manifest from the pipeline, or for an S3 URI. Sends no request.</summary>
[Cmdlet(VerbsCommon.Get, "CopyStatement", DefaultParameterSetName = ObjectSet)]
[OutputType(typeof(CopyStatement))]
public sealed class GetCopyStatementCommand : StatementCommand
{
    const string ObjectSet = "Object";
    const string UriSet = "Uri";

    readonly CopyInput input = new();
    bool isRegionSaid;

    /// <summary>The table, for example sales, public.sales or public."Sales 2026".</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Table { get; set; } = "";

    /// <summary>The columns to load, in the files' order.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Column { get; set; } = [];

    /// <summary>The S3 URI of an object, of a key prefix, or, with -Manifest, of a manifest.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UriSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(S3UriCompleter))]
    public string Uri { get; set; } = "";

    /// <summary>Indicates that -Uri is the URI of a manifest.</summary>
    [Parameter(ParameterSetName = UriSet)]
    public SwitchParameter Manifest { get; set; }

    /// <summary>Indicates that -Uri is the URI of an SSH manifest, which names hosts and commands.</summary>
    [Parameter(ParameterSetName = UriSet)]
    public SwitchParameter Ssh { get; set; }

    /// <summary>The bucket of an object, or the object's S3 URI.</summary>
    [Parameter(Position = 1, ParameterSetName = ObjectSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BucketCompleter))]
    public string BucketName { get; set; } = "";

    /// <summary>The object's full key.</summary>
    [Parameter(ParameterSetName = ObjectSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string Key { get; set; } = "";

    /// <summary>The record from the pipeline.</summary>
    [Parameter(ParameterSetName = ObjectSet, ValueFromPipeline = true, DontShow = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>
    /// Indicates that the objects are client-side encrypted, where neither their records nor -RootKey show it. The statement
    /// contains a placeholder for the key.
    /// </summary>
    [Parameter]
    public SwitchParameter Encrypted { get; set; }

    /// <summary>The bucket's region, where it differs from the cluster's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? Region { get; set; }

    /// <summary>The files' format. The default is Delimited, as in COPY.</summary>
    [Parameter]
    public CopyFormat? Format { get; set; }

    /// <summary>The quotation mark of CSV files. The default is ".</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Quote { get; set; }

    /// <summary>With -Format Json: auto, auto ignorecase, noshred, or the S3 URI of a JSONPaths file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OptionCompleter))]
    public string? JsonOption { get; set; }

    /// <summary>With -Format Avro: auto, auto ignorecase, or the S3 URI of a JSONPaths file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OptionCompleter))]
    public string? AvroOption { get; set; }

    /// <summary>With -Format Shapefile: simplifies all geometries, or those that are too large (Auto).</summary>
    [Parameter]
    public CopySimplify? Simplify { get; set; }

    /// <summary>The tolerance of -Simplify; with Auto, the largest one.</summary>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double? SimplifyTolerance { get; set; }

    /// <summary>With -Format Parquet or Orc: loads nested columns into SUPER columns.</summary>
    [Parameter]
    public SwitchParameter SerializeToJson { get; set; }

    /// <summary>The objects' compression. The default is the compression in their records, or by their names.</summary>
    [Parameter]
    public CopyCompression Compression { get; set; }

    /// <summary>Loads invalid dates as NULL.</summary>
    [Parameter]
    public SwitchParameter AcceptAnyDate { get; set; }

    /// <summary>The character that replaces invalid UTF-8 characters.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AcceptInvChars { get; set; }

    /// <summary>Loads fields that contain only white space as NULL.</summary>
    [Parameter]
    public SwitchParameter BlanksAsNull { get; set; }

    /// <summary>The format of dates, or auto.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OptionCompleter))]
    public string? DateFormat { get; set; }

    /// <summary>Loads empty fields of text columns as NULL.</summary>
    [Parameter]
    public SwitchParameter EmptyAsNull { get; set; }

    /// <summary>The files' encoding. The default is UTF-8.</summary>
    [Parameter]
    public CopyEncoding? Encoding { get; set; }

    /// <summary>Loads the values of IDENTITY columns from the files.</summary>
    [Parameter]
    public SwitchParameter ExplicitIds { get; set; }

    /// <summary>Loads records that lack trailing columns.</summary>
    [Parameter]
    public SwitchParameter FillRecord { get; set; }

    /// <summary>Skips empty lines.</summary>
    [Parameter]
    public SwitchParameter IgnoreBlankLines { get; set; }

    /// <summary>The number of lines to skip at the beginning of each object.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int IgnoreHeader { get; set; }

    /// <summary>Removes the quotation marks around fields.</summary>
    [Parameter]
    public SwitchParameter RemoveQuotes { get; set; }

    /// <summary>Rounds numbers to the scale of their column instead of truncating them.</summary>
    [Parameter]
    public SwitchParameter RoundEc { get; set; }

    /// <summary>The format of times, or auto, epochsecs or epochmillisecs.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OptionCompleter))]
    public string? TimeFormat { get; set; }

    /// <summary>Removes trailing white space from VARCHAR fields.</summary>
    [Parameter]
    public SwitchParameter TrimBlanks { get; set; }

    /// <summary>Truncates text that is too long for its column.</summary>
    [Parameter]
    public SwitchParameter TruncateColumns { get; set; }

    /// <summary>The sample size for compression analysis, in rows.</summary>
    [Parameter]
    [ValidateRange(1000, int.MaxValue)]
    public int? CompRows { get; set; }

    /// <summary>Specifies how COPY chooses the columns' encodings.</summary>
    [Parameter]
    public CopyCompUpdate? CompUpdate { get; set; }

    /// <summary>Loads all rows that can be loaded, and ignores all errors.</summary>
    [Parameter]
    public SwitchParameter IgnoreAllErrors { get; set; }

    /// <summary>The number of errors that ends the load.</summary>
    [Parameter]
    [ValidateRange(0, 100000)]
    public int? MaxError { get; set; }

    /// <summary>Checks the files without loading them.</summary>
    [Parameter]
    public SwitchParameter NoLoad { get; set; }

    /// <summary>Specifies whether statistics are updated after the load.</summary>
    [Parameter]
    public OnOff? StatUpdate { get; set; }

    /// <summary>Lines with options of Redshift that this command has no parameters for.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Option { get; set; } = [];

    /// <summary>The name of an auto-copy job to create instead of loading. The job loads files that appear later.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JobName { get; set; }

    /// <summary>Specifies whether the job runs automatically when new files appear. Redshift's default is On.</summary>
    [Parameter]
    public OnOff? AutoRun { get; set; }

    /// <summary>Creates the statement even if items of earlier commands failed.</summary>
    [Parameter]
    public SwitchParameter AllowIncomplete { get; set; }

    /// <summary>Creates the statement for objects whose round trip was not tested.</summary>
    [Parameter]
    public SwitchParameter AllowUnverified { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        // A parameter that is bound here comes from the command line. Records bind theirs later.
        isRegionSaid = IsGiven(nameof(Region));
        (BucketName, var key) = BucketArgument.ReadObject(this, BucketName, nameof(Key));
        if (key is not null)
            Key = key;
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!string.Equals(ParameterSetName, ObjectSet, StringComparison.Ordinal))
            return;
        try
        {
            // Checked here and not by the binder: objects that it rejects would silently be missing from the statement.
            if (CopyInput.IsManifest(InputObject))
                input.AddManifest(InputObject!, Region);
            else if (!string.IsNullOrEmpty(BucketName) && !string.IsNullOrEmpty(Key))
                input.AddObject(BucketName, Key, Region, InputObject);
            else if (MyInvocation.ExpectingInput)
                input.AddIncomplete(InputObject);
        }
        catch (InvalidCopyOptionException exception)
        {
            ThrowTerminatingError(ErrorRecords.InvalidCopyOption(exception, Table));
        }
        catch (InvalidRecordException exception)
        {
            ThrowTerminatingError(ErrorRecords.Item(exception, Table));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            var fromUri = string.Equals(ParameterSetName, UriSet, StringComparison.Ordinal);
            if (!fromUri)
                RefuseIncompleteInput();
            var statement = CopyStatementBuilder.Build(fromUri ? RequestForUri() : RequestForInput());
            Warn(statement);
            WriteObject(statement);
        }
        catch (InvalidCopyOptionException exception)
        {
            ThrowTerminatingError(ErrorRecords.InvalidCopyOption(exception, Table));
        }
    }

    void RefuseIncompleteInput()
    {
        if (input.Incomplete > 0)
            ThrowTerminatingError(ErrorRecords.NoObjects(input.Incomplete, input.FirstIncomplete, Table));
        if (input.Upstream.Count > 0 && !AllowIncomplete)
            ThrowTerminatingError(ErrorRecords.FailedItems(input.Upstream.Count, input.Upstream.Commands, Table));
        if (input.NotVerified is { Count: > 0 } notVerified)
            ThrowTerminatingError(ErrorRecords.NotVerified(notVerified.Count, notVerified.FirstUri, notVerified.FirstReason, Table));
        if (input.IsEmpty)
            ThrowTerminatingError(ErrorRecords.NoInput(Table));
        if (input.Unverified is { Count: > 0 } unverified && !AllowUnverified)
            ThrowTerminatingError(ErrorRecords.Unverified(unverified.Count, unverified.FirstUri, Table));
    }

    CopyRequest RequestForUri()
    {
        var source = new CopySource(StatementUri.Parse(Uri), Manifest) { IsSsh = Ssh };
        return Request(source, FormatSaid) with
        {
            Encrypted = Encrypted || LoadedKey is not null,
            Region = string.IsNullOrEmpty(Region) ? null : Region,
            Compression =
                IsGiven(nameof(Compression)) || Manifest || Ssh || IsColumnar(FormatSaid)
                    ? Compression
                    : CompressionByName.Of(source.Uri.Key),
        };
    }

    CopyRequest RequestForInput()
    {
        var format = FormatSaid ?? input.Format;
        if (input.Format is { } made && format != made)
            throw new InvalidCopyOptionException($"The manifest names {made} files, but -Format is {format}.");
        // COPY finds both by itself for columnar files, and refuses to be told; but they must still be the same for all.
        var region = input.Region();
        var compression = IsGiven(nameof(Compression)) ? Compression : input.Compression();
        if (IsColumnar(format) && compression is CopyCompression.Lzop or CopyCompression.Zstd)
            throw new InvalidCopyOptionException(
                $"COPY cannot read {format} files that are compressed with {compression} as a whole. "
                    + "It recognizes .gz, .snappy and .bz2 by their names."
            );
        var request = Request(input.Source(), format) with
        {
            Encrypted = input.IsSsh ? Encrypted || LoadedKey is not null : input.Encrypted(LoadedKey, Encrypted),
            Region = IsColumnar(format) && !isRegionSaid ? null : region,
            Compression = IsColumnar(format) && !IsGiven(nameof(Compression)) ? CopyCompression.None : compression,
            IgnoreHeader =
                !IsGiven(nameof(IgnoreHeader)) && format is (null or CopyFormat.Delimited or CopyFormat.Csv) && input.HasHeader()
                    ? 1
                    : IgnoreHeader,
            ManifestETag = input.ManifestETag,
        };
        return request with { RowCount = LoadsAllRows(request) ? input.RowCount : null };
    }

    /// <summary>Returns whether COPY loads each record of the objects, or fails.</summary>
    bool LoadsAllRows(CopyRequest request) =>
        !IsGiven(nameof(IgnoreHeader))
        && request is { IgnoreAllErrors: false, IgnoreBlankLines: false, NoLoad: false, JobName: null, MaxError: null or 0, Options: [] };

    CopyFormat? FormatSaid => Format ?? (FixedWidth is null ? null : CopyFormat.FixedWidth);

    static bool IsColumnar(CopyFormat? format) => format is CopyFormat.Parquet or CopyFormat.Orc;

    CopyRequest Request(CopySource source, CopyFormat? format) =>
        new(Table, source, Authorization)
        {
            Columns = Column,
            RootKey = LoadedKey,
            Format = format,
            Quote = Quote,
            Delimiter = Delimiter,
            FixedWidth = FixedWidth,
            JsonOption = JsonOption,
            AvroOption = AvroOption,
            Simplify = Simplify,
            SimplifyTolerance = SimplifyTolerance,
            SerializeToJson = SerializeToJson,
            AcceptAnyDate = AcceptAnyDate,
            AcceptInvChars = AcceptInvChars,
            BlanksAsNull = BlanksAsNull,
            DateFormat = DateFormat,
            EmptyAsNull = EmptyAsNull,
            Encoding = Encoding,
            Escape = Escape,
            ExplicitIds = ExplicitIds,
            FillRecord = FillRecord,
            IgnoreBlankLines = IgnoreBlankLines,
            IgnoreHeader = IgnoreHeader,
            NullAs = NullAs,
            RemoveQuotes = RemoveQuotes,
            RoundEc = RoundEc,
            TimeFormat = TimeFormat,
            TrimBlanks = TrimBlanks,
            TruncateColumns = TruncateColumns,
            CompRows = CompRows,
            // Compression analysis would run the commands a second time.
            CompUpdate = CompUpdate ?? (source.IsSsh ? CopyCompUpdate.Off : null),
            IgnoreAllErrors = IgnoreAllErrors,
            MaxError = MaxError,
            NoLoad = NoLoad,
            StatUpdate = StatUpdate,
            Options = Option,
            JobName = JobName,
            AutoRun = AutoRun,
        };

    void Warn(CopyStatement statement)
    {
        if (statement.JobName is not null)
            WriteWarning(
                $"The job loads only objects that appear below {VisibleText.Of(statement.From)} after it was created. "
                    + "Create it outside a transaction."
            );
        else if (statement is { IsManifest: false, IsSsh: false })
            WriteWarning(
                $"The statement loads every object whose key begins with {VisibleText.Of(statement.From)}, including others that are "
                    + "or will be there. Use a manifest to load only these objects."
            );
        if (statement.Encrypted)
            WriteWarning(
                "AWS ended client-side encryption in COPY and UNLOAD on 30 April 2026: Redshift refuses ENCRYPTED wherever that took "
                    + "effect. Upload with -ServerSideEncryption in place of -RootKey, and convert archives with "
                    + "Convert-EncryptedS3Object."
            );
    }
}
