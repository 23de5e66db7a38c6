using System.Management.Automation;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Loading;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Pipeline;
using RedshiftEncryption.Redshift.Execution;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Storage.Retries;

namespace RedshiftEncryption.Commands;

/// <summary>Runs COPY and UNLOAD statements by the Redshift Data API, and reports the rows or why a load failed.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "CopyStatement", DefaultParameterSetName = WorkgroupSet, SupportsShouldProcess = true)]
[OutputType(typeof(CopyResult))]
public sealed class InvokeCopyStatementCommand : AwsCommand
{
    const string WorkgroupSet = "Workgroup";
    const string ClusterSet = "Cluster";
    const string IdSet = "Id";

    IStatementRunner? runner;
    IObjectStore? store;

    /// <summary>The statement, without a root key or an access key.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = WorkgroupSet)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ClusterSet)]
    [ValidateNotNull]
    public RedshiftStatement? Statement { get; set; }

    /// <summary>The ID of a run to follow, which was started within the last 24 hours.</summary>
    [Parameter(Mandatory = true, ParameterSetName = IdSet)]
    [ValidatePattern("^[a-z0-9]{8}(-[a-z0-9]{4}){3}-[a-z0-9]{12}\\z")]
    public string? Id { get; set; }

    /// <summary>The workgroup of Redshift Serverless.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WorkgroupSet)]
    [ValidateNotNullOrEmpty]
    public string? WorkgroupName { get; set; }

    /// <summary>The provisioned cluster.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ClusterSet)]
    [ValidateNotNullOrEmpty]
    public string? ClusterIdentifier { get; set; }

    /// <summary>The database.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WorkgroupSet)]
    [Parameter(Mandatory = true, ParameterSetName = ClusterSet)]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    /// <summary>The database user of temporary credentials. The default is the caller's own database user.</summary>
    [Parameter(ParameterSetName = ClusterSet)]
    [ValidateNotNullOrEmpty]
    public string? DbUser { get; set; }

    /// <summary>The ARN of a secret in AWS Secrets Manager with the user and password of the database.</summary>
    [Parameter(ParameterSetName = WorkgroupSet)]
    [Parameter(ParameterSetName = ClusterSet)]
    [ValidateNotNullOrEmpty]
    public string? SecretArn { get; set; }

    /// <summary>SQL to run before the statement, in the same transaction.</summary>
    [Parameter(ParameterSetName = WorkgroupSet)]
    [Parameter(ParameterSetName = ClusterSet)]
    [ValidateNotNullOrEmpty]
    public string[] Before { get; set; } = [];

    /// <summary>SQL to run after the statement, in the same transaction.</summary>
    [Parameter(ParameterSetName = WorkgroupSet)]
    [Parameter(ParameterSetName = ClusterSet)]
    [ValidateNotNullOrEmpty]
    public string[] After { get; set; } = [];

    /// <summary>The number of rows that COPY must load. With any other number, the transaction is rolled back.</summary>
    [Parameter(ParameterSetName = WorkgroupSet)]
    [Parameter(ParameterSetName = ClusterSet)]
    [ValidateRange(0, long.MaxValue)]
    public long ExpectedRows { get; set; }

    /// <summary>A name that makes the run differ from an earlier one of the same statement and manifest.</summary>
    [Parameter(ParameterSetName = WorkgroupSet)]
    [Parameter(ParameterSetName = ClusterSet)]
    [ValidateNotNullOrEmpty]
    public string? RunName { get; set; }

    /// <summary>Returns the run's ID without waiting for its end.</summary>
    [Parameter(ParameterSetName = WorkgroupSet)]
    [Parameter(ParameterSetName = ClusterSet)]
    public SwitchParameter NoWait { get; set; }

    /// <summary>The time limit in seconds, after which the run is canceled. The default is no limit.</summary>
    [Parameter]
    [ValidateRange(1, 24 * 60 * 60)]
    public int TimeoutSeconds { get; set; }

    /// <summary>Reads the text of rows that were not loaded, where Redshift has it. It is data of the files.</summary>
    [Parameter]
    public SwitchParameter IncludeRowText { get; set; }

    private protected override string Activity => "Running a statement on Amazon Redshift";

    RedshiftTarget Target =>
        new()
        {
            Database = Database,
            WorkgroupName = WorkgroupName,
            ClusterIdentifier = ClusterIdentifier,
            DbUser = DbUser,
            SecretArn = SecretArn,
        };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (DbUser is not null && SecretArn is not null)
            ThrowTerminatingError(ErrorRecords.InvalidParameters("-DbUser and -SecretArn cannot be combined.", DbUser));
        if (NoWait && (IncludeRowText || IsGiven(nameof(TimeoutSeconds))))
            ThrowTerminatingError(
                ErrorRecords.InvalidParameters(
                    "-TimeoutSeconds and -IncludeRowText apply to -Id after -NoWait, and not to -NoWait.",
                    NoWait
                )
            );
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var target = Id ?? Described(Statement!);
        try
        {
            if (Id is not null)
                Follow(new CopyResult { Id = Id });
            else
                Run(Statement!);
        }
        catch (Exception exception) when (exception is IItemFailure)
        {
            WriteError(
                exception is StatementRunException { Result: { } result }
                    ? ErrorRecords.Item(exception, result)
                    : ErrorRecords.Item(exception, target)
            );
        }
    }

    void Run(RedshiftStatement statement)
    {
        var copy = statement as CopyStatement;
        if (copy is null && IsGiven(nameof(ExpectedRows)))
            throw new InvalidRunException("-ExpectedRows is for COPY, and the statement is an UNLOAD.");
        // Without secrets, the text is the statement that is run. One with secrets is refused.
        var request = new RunRequest(Target, statement.Text)
        {
            Before = Before,
            After = After,
            ExpectedRows = IsGiven(nameof(ExpectedRows)) ? ExpectedRows : copy?.RowCount,
            RunName = RunName,
        };
        var plan = RunPlan.Create(request);
        if (!ShouldProcess(Target.ToString(), $"Run {Described(statement)}"))
            return;
        var batch = plan.BatchFor(ManifestETag(copy));
        var operation = new RunStatementOperation(Runner(), new SystemRetryClock());
        Progress.State = "Starting";
        var started = AwaitSettled(token => operation.StartAsync(batch, PostLastWord, token));
        if (started.WasJoined)
            WriteWarning(
                $"The same request had started the run {started.Id} at {started.CreatedUtc:u}. It is followed, and not started again. "
                    + "Specify another -RunName to run the statement again."
            );
        WriteVerbose($"The run {started.Id} of {Described(statement)} was started.");
        if (NoWait)
            WriteObject(started);
        else
            Follow(started);
    }

    void Follow(CopyResult started)
    {
        var operation = new RunStatementOperation(Runner(), new SystemRetryClock());
        var request = new FollowRequest(started.Id)
        {
            JoinedFromUtc = started.WasJoined ? started.CreatedUtc : null,
            Target = Target,
            Timeout = IsGiven(nameof(TimeoutSeconds)) ? TimeSpan.FromSeconds(TimeoutSeconds) : null,
            IncludeRowText = IncludeRowText,
            Report = (state, _) => Progress.State = $"{state.Id}: {state.Status}",
            Notify = PostLastWord,
            Warn = message => Post(() => WriteWarning(message)),
        };
        var result = AwaitSettled(token => operation.FollowAsync(request, token));
        if (result.ErrorCount > 0)
            WriteWarning(
                $"{result.ErrorCount} rows were not loaded. The first: {(result.Errors.Count > 0 ? result.Errors[0] : "not known")}"
            );
        WriteObject(result);
    }

    /// <summary>
    /// Returns the ETag of the manifest, which makes a run of a changed manifest another run: from the statement, or else from S3.
    /// </summary>
    string? ManifestETag(CopyStatement? copy)
    {
        if (copy is null or { IsManifest: false, IsSsh: false } || copy.ManifestETag is not null)
            return copy?.ManifestETag;
        store ??= Open(ObjectStoreOpener.OpenAsync);
        var address = S3Address.Parse(copy.From);
        return Await(Task.Run(() => store.DescribeAsync(address, StopToken), CancellationToken.None)).ETag;
    }

    IStatementRunner Runner() =>
        runner ??= Open((request, token) => StatementRunnerOpener.OpenAsync(request with { EndpointUrl = NonEmpty(EndpointUrl) }, token));

    /// <summary>Opens a connection, or ends the command. -EndpointUrl is for the Redshift Data API alone.</summary>
    T Open<T>(Func<ConnectionRequest, CancellationToken, Task<T>> open)
    {
        var request = new ConnectionRequest
        {
            Region = NonEmpty(Region) ?? StoredRegion(),
            ProfileName = NonEmpty(ProfileName) ?? StoredProfileName(),
            Credential = AwsCredential?.GetNetworkCredential(),
            SessionToken = SessionToken,
            RetryTimeout = RetryLimit,
        };
        try
        {
            return Await(Task.Run(() => open(request, StopToken), CancellationToken.None));
        }
        catch (InvalidConnectionException exception)
        {
            ThrowTerminatingError(ErrorRecords.InvalidConnection(exception, EndpointUrl ?? Region ?? "AWS"));
            throw;
        }
    }

    static string Described(RedshiftStatement statement) =>
        statement switch
        {
            CopyStatement copy => $"COPY {copy.Table} FROM '{copy.From}'",
            UnloadStatement unload => $"UNLOAD TO '{unload.To}'",
            _ => statement.GetType().Name,
        };

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The tasks use the connections until they have settled.
        base.Dispose(disposing);
        if (!disposing)
            return;
        runner?.Dispose();
        store?.Dispose();
    }
}
