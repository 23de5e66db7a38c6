using System.Management.Automation;
using System.Security;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Completion;

namespace RedshiftEncryption.Pipeline;

/// <summary>A cmdlet that talks to S3: the connection's parameters, and a connection for each endpoint that the items name.</summary>
public abstract class S3Command : AsyncCommand, IKeyProtectionUser
{
    readonly Dictionary<(string? Region, string? Endpoint, string? Profile), IObjectStore> stores = [];

    /// <summary>The bucket's region; else $StoredAWSRegion, or what the AWS SDK finds in the environment or the profile.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? Region { get; set; }

    /// <summary>A profile of the shared AWS configuration; else, without -AwsCredential, the one that $StoredAWSCredentials names.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    public string? ProfileName { get; set; }

    /// <summary>Access key id and secret access key; else what the AWS SDK finds.</summary>
    [Parameter]
    [ValidateNotNull]
    public PSCredential? AwsCredential { get; set; }

    /// <summary>The session token that belongs to temporary credentials.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? SessionToken { get; set; }

    /// <summary>The URL of an S3-compatible server; else AWS, or what the AWS SDK's settings name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? EndpointUrl { get; set; }

    /// <summary>Pays for the requests and what they transfer, where the bucket's owner asks requesters to.</summary>
    [Parameter]
    public SwitchParameter RequesterPays { get; set; }

    /// <summary>The memory for all content under way, in bytes.</summary>
    [Parameter]
    [ValidateRange(16L * 1024 * 1024, long.MaxValue)]
    public long MemoryLimit { get; set; } = PartBuffers.DefaultLimit;

    /// <summary>How long a request that fails because the server is unavailable or busy is repeated, in seconds from its first failure; else what AWS_MAX_ATTEMPTS or AWS_RETRY_MODE say, else 120.</summary>
    [Parameter]
    [ValidateRange(0, 24 * 60 * 60)]
    public int RetryTimeout { get; set; }

    /// <summary>One memory budget for all items of the command.</summary>
    private protected PartBuffers Buffers => field ??= new PartBuffers(MemoryLimit);

    /// <summary>Without -EndpointUrl: that is an S3 server's.</summary>
    ConnectionRequest IKeyProtectionUser.KeyProtectionRequest => new()
    {
        ProfileName = NonEmpty(ProfileName),
        Credential = AwsCredential?.GetNetworkCredential(),
        SessionToken = SessionToken,
    };

    T IKeyProtectionUser.Wait<T>(Func<CancellationToken, Task<T>> work) => Await(Task.Run(() => work(StopToken), CancellationToken.None));

    /// <summary>The connection for the item that is bound at the moment; ends the command when there can be none.</summary>
    private protected IObjectStore Connect()
    {
        var place = (Region: NonEmpty(Region) ?? AwsToolsSession.Region(Variable), EndpointUrl: NonEmpty(EndpointUrl), ProfileName: NonEmpty(ProfileName) ?? StoredProfileName());
        if (stores.TryGetValue(place, out var store))
            return ForItem(store);
        var request = new ConnectionRequest
        {
            Region = place.Region,
            EndpointUrl = place.EndpointUrl,
            ProfileName = place.ProfileName,
            Credential = AwsCredential?.GetNetworkCredential(),
            SessionToken = SessionToken,
            RequesterPays = RequesterPays,
            RetryTimeout = MyInvocation.BoundParameters.ContainsKey(nameof(RetryTimeout)) ? TimeSpan.FromSeconds(RetryTimeout) : null,
        };
        // Not on this thread: the SDK asks for regions and credentials synchronously, and Ctrl+C must not wait for it.
        var opening = Task.Run(() => ObjectStoreOpener.OpenAsync(request, StopToken));
        try
        {
            return ForItem(stores[place] = Await(opening));
        }
        catch (InvalidConnectionException exception)
        {
            ThrowTerminatingError(Errors.ErrorRecords.InvalidConnection(exception, EndpointUrl ?? Region ?? "AWS"));
            throw;
        }
        catch (PipelineStoppedException)
        {
            _ = opening.ContinueWith(static late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>Each item has a time limit of its own for outages.</summary>
    static IObjectStore ForItem(IObjectStore store) => store is RetryingObjectStore retrying ? retrying.ForItem() : store;

    /// <summary>Credentials on the command line are as they are; a profile beside them would be another account's.</summary>
    string? StoredProfileName()
    {
        if (AwsCredential is not null)
            return null;
        try
        {
            return AwsToolsSession.ProfileName(Variable);
        }
        catch (InvalidConnectionException exception)
        {
            ThrowTerminatingError(Errors.ErrorRecords.StoredCredentialsUnusable(exception));
            throw;
        }
    }

    object? Variable(string name) => SessionState.PSVariable.GetValue(name);

    static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The tasks use the connections until they have settled.
        base.Dispose(disposing);
        if (!disposing)
            return;
        foreach (var store in stores.Values)
            store.Dispose();
        stores.Clear();
    }
}
