using System.Management.Automation;
using System.Security;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Completion;
using RedshiftEncryption.Errors;

namespace RedshiftEncryption.Pipeline;

/// <summary>A cmdlet that sends requests to an AWS service: the connection's parameters.</summary>
public abstract class AwsCommand : AsyncCommand
{
    /// <summary>
    /// The region. The default is $StoredAWSRegion, or the region that the AWS SDK finds in the environment or the profile.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? Region { get; set; }

    /// <summary>
    /// A profile of the shared AWS configuration. The default, without -AwsCredential, is the one that $StoredAWSCredentials
    /// names.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    public string? ProfileName { get; set; }

    /// <summary>The access key ID and secret access key. The default is the credentials that the AWS SDK finds.</summary>
    [Parameter]
    [ValidateNotNull]
    public PSCredential? AwsCredential { get; set; }

    /// <summary>The session token of temporary credentials.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? SessionToken { get; set; }

    /// <summary>The URL of a server. The default is AWS, or the endpoint in the AWS SDK's settings.</summary>
    [Parameter]
    public string? EndpointUrl { get; set; }

    /// <summary>
    /// How long a request is retried while the server is unavailable or busy, in seconds from its first failure. The default
    /// follows AWS_MAX_ATTEMPTS or AWS_RETRY_MODE where they are set, and is 120 otherwise.
    /// </summary>
    [Parameter]
    [ValidateRange(0, 24 * 60 * 60)]
    public int RetryTimeout { get; set; }

    /// <summary>-RetryTimeout; null if it was not specified.</summary>
    private protected TimeSpan? RetryLimit => IsGiven(nameof(RetryTimeout)) ? TimeSpan.FromSeconds(RetryTimeout) : null;

    /// <summary>The region of the session's variable; null if there is none.</summary>
    private protected string? StoredRegion() => AwsToolsSession.Region(Variable);

    /// <summary>
    /// The profile that the session's variable names; null if there is none, and with -AwsCredential, because the profile may
    /// belong to another account.
    /// </summary>
    private protected string? StoredProfileName()
    {
        if (AwsCredential is not null)
            return null;
        try
        {
            return AwsToolsSession.ProfileName(Variable);
        }
        catch (InvalidConnectionException exception)
        {
            ThrowTerminatingError(ErrorRecords.StoredCredentialsUnusable(exception));
            throw;
        }
    }

    /// <inheritdoc cref="Cmdlet.WriteError"/>
    private protected new void WriteError(ErrorRecord error) => base.WriteError(ForThis(error));

    /// <inheritdoc cref="Cmdlet.ThrowTerminatingError"/>
    private protected new void ThrowTerminatingError(ErrorRecord error) => base.ThrowTerminatingError(ForThis(error));

    private protected bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private protected static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    ErrorRecord ForThis(ErrorRecord error) => ErrorRecords.ForCommand(error, MyInvocation.MyCommand.Name);

    object? Variable(string name) => SessionState.PSVariable.GetValue(name);
}
