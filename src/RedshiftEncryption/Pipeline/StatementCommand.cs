using System.Management.Automation;
using System.Security;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Redshift.Sql;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Pipeline;

/// <summary>A cmdlet that creates a statement: Redshift's authorization and the common options of COPY and UNLOAD.</summary>
public abstract class StatementCommand : PSCmdlet, IKeyProtectionUser, IDisposable
{
    readonly StoppableWait wait = new();
    readonly RootKeyParameter rootKeyParameter = new();

    /// <summary>The IAM role that Redshift uses: an ARN, several separated by commas, or default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OptionCompleter))]
    public string? IamRole { get; set; }

    /// <summary>
    /// The access key ID and secret access key to use instead of a role. The statement shows a placeholder for the secret.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public PSCredential? AwsCredential { get; set; }

    /// <summary>The session token of a temporary access key. The statement shows a placeholder for it.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? SessionToken { get; set; }

    /// <summary>Writes the authorization and the root key into the legacy CREDENTIALS string.</summary>
    [Parameter]
    public SwitchParameter UseCredentialsString { get; set; }

    /// <summary>The root key of client-side encrypted objects. The statement shows a placeholder for it.</summary>
    [Parameter]
    [RootKeyTransformation]
    [ValidateNotNull]
    public RootKey? RootKey { get; set; }

    /// <summary>The field separator. The default is | for delimited files and a comma for CSV.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Delimiter { get; set; }

    /// <summary>The fields of a fixed-width file: labels and widths in column order, for example name:20,price:8.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? FixedWidth { get; set; }

    /// <summary>The text that stands for NULL in the files.</summary>
    [Parameter]
    [AllowEmptyString]
    [ValidateNotNull]
    public string? NullAs { get; set; }

    /// <summary>Indicates that a backslash in the files escapes the next character.</summary>
    [Parameter]
    public SwitchParameter Escape { get; set; }

    private protected RootKey? LoadedKey { get; private set; }

    private protected StatementAuthorization Authorization =>
        new()
        {
            IamRole = IamRole,
            AccessKeyId = AwsCredential?.UserName,
            SecretAccessKey = AwsCredential?.Password,
            SessionToken = SessionToken,
            InCredentialsString = UseCredentialsString,
        };

    /// <summary>Uses the SDK's own chain: the credentials of a statement are for Redshift.</summary>
    ConnectionRequest IKeyProtectionUser.KeyProtectionRequest => new();

    T IKeyProtectionUser.Wait<T>(Func<CancellationToken, Task<T>> work) => wait.For(work);

    /// <inheritdoc/>
    protected override void StopProcessing() => wait.Stop();

    /// <inheritdoc/>
    protected override void BeginProcessing() => LoadedKey = rootKeyParameter.Read(this, RootKey);

    /// <summary>Zeroes the key that was read here. The statement has its own copy.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Zeroes the key that was read here.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        rootKeyParameter.Dispose();
        wait.Dispose();
    }

    private protected bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
