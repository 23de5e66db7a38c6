using System.Management.Automation;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Completion;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Pipeline;
using RedshiftEncryption.Redshift.Sql;
using RedshiftEncryption.Redshift.Unload;

namespace RedshiftEncryption.Commands;

/// <summary>Creates one UNLOAD statement, which writes a query's result to S3. Sends no request.</summary>
[Cmdlet(VerbsCommon.Get, "UnloadStatement")]
[OutputType(typeof(UnloadStatement))]
public sealed class GetUnloadStatementCommand : StatementCommand
{
    /// <summary>The SELECT statement, as it would be run on its own. Its quotation marks are escaped automatically.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Query { get; set; } = "";

    /// <summary>The S3 URI that the files' names begin with.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(S3UriCompleter))]
    public string Uri { get; set; } = "";

    /// <summary>The files' format. The default is Delimited, as in UNLOAD.</summary>
    [Parameter]
    public UnloadFormat? Format { get; set; }

    /// <summary>The columns whose values become folders.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] PartitionBy { get; set; } = [];

    /// <summary>Includes the partition columns in the files.</summary>
    [Parameter]
    public SwitchParameter Include { get; set; }

    /// <summary>Writes a manifest of the files.</summary>
    [Parameter]
    public SwitchParameter Manifest { get; set; }

    /// <summary>With -Manifest, adds columns, row counts and lengths to it (MANIFEST VERBOSE).</summary>
    [Parameter]
    public SwitchParameter ManifestVerbose { get; set; }

    /// <summary>Begins each file with the columns' names.</summary>
    [Parameter]
    public SwitchParameter Header { get; set; }

    /// <summary>
    /// The KMS key that the server encrypts the files with: an ID, an ARN or an alias. Without one, S3's own keys are used.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KmsKeyId { get; set; }

    /// <summary>Encrypts with the KMS key of the bucket's settings (ENCRYPTED AUTO).</summary>
    [Parameter]
    public SwitchParameter EncryptedAuto { get; set; }

    /// <summary>
    /// Indicates that the files are client-side encrypted, without the root key. The statement contains a placeholder for it.
    /// </summary>
    [Parameter]
    public SwitchParameter Encrypted { get; set; }

    /// <summary>The files' compression.</summary>
    [Parameter]
    public UnloadCompression Compression { get; set; }

    /// <summary>Writes quotation marks around each field.</summary>
    [Parameter]
    public SwitchParameter AddQuotes { get; set; }

    /// <summary>Overwrites existing files.</summary>
    [Parameter]
    public SwitchParameter AllowOverwrite { get; set; }

    /// <summary>Permanently deletes the files at the URI before any file is written.</summary>
    [Parameter]
    public SwitchParameter CleanPath { get; set; }

    /// <summary>Specifies whether the slices write concurrently. Off preserves the order of ORDER BY.</summary>
    [Parameter]
    public OnOff? Parallel { get; set; }

    /// <summary>The maximum size of a file, from 5MB to 6.2GB.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OptionCompleter))]
    public string? MaxFileSize { get; set; }

    /// <summary>With -Format Parquet: the size of a row group, from 32MB to 128MB.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OptionCompleter))]
    public string? RowGroupSize { get; set; }

    /// <summary>The bucket's region, where it differs from the cluster's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? Region { get; set; }

    /// <summary>The extension of the files' names, including the one of the compression, such as csv.gz.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Extension { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            var statement = UnloadStatementBuilder.Build(Request());
            if (Encrypted || LoadedKey is not null)
                WriteWarning(
                    "AWS ended client-side encryption in COPY and UNLOAD on 30 April 2026: Redshift refuses a root key wherever that took "
                        + "effect. Specify -KmsKeyId instead, so that the server encrypts the files and COPY reads them without a key."
                );
            WriteObject(statement);
        }
        catch (InvalidCopyOptionException exception)
        {
            ThrowTerminatingError(ErrorRecords.InvalidUnloadOption(exception, Uri));
        }
    }

    UnloadRequest Request() =>
        new(Query, StatementUri.Parse(Uri), Authorization)
        {
            Format = Format ?? (FixedWidth is null ? null : UnloadFormat.FixedWidth),
            PartitionBy = PartitionBy,
            Include = Include,
            Manifest = Manifest,
            Verbose = ManifestVerbose,
            Header = Header,
            Delimiter = Delimiter,
            FixedWidth = FixedWidth,
            KmsKeyId = KmsKeyId,
            EncryptedAuto = EncryptedAuto,
            Encrypted = Encrypted || LoadedKey is not null,
            RootKey = LoadedKey,
            Compression = Compression,
            AddQuotes = AddQuotes,
            NullAs = NullAs,
            Escape = Escape,
            AllowOverwrite = AllowOverwrite,
            CleanPath = CleanPath,
            Parallel = Parallel,
            MaxFileSize = MaxFileSize,
            RowGroupSize = RowGroupSize,
            Region = Region,
            Extension = Extension,
        };
}
