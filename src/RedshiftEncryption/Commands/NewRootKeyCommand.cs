using System.Management.Automation;
using System.Security;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Loading;
using RedshiftEncryption.Pipeline;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Commands;

/// <summary>
/// Creates a 256-bit root key: in a new file that only its owner can read, optionally encrypted by AWS KMS, or as a
/// SecureString for a vault.
/// </summary>
[Cmdlet(VerbsCommon.New, "RootKey", DefaultParameterSetName = FileSet, SupportsShouldProcess = true)]
[OutputType(typeof(RootKey), ParameterSetName = [FileSet, KmsSet])]
[OutputType(typeof(SecureString), ParameterSetName = [SecureStringSet])]
public sealed class NewRootKeyCommand : PSCmdlet, IDisposable
{
    const string FileSet = "File";
    const string KmsSet = "Kms";
    const string SecureStringSet = "SecureString";

    readonly StoppableWait wait = new();
    IKeyProtection? protection;

    /// <summary>The file to create. An existing file is never overwritten.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FileSet, ValueFromPipeline = true)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = KmsSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The format of the file: base64 text with a line feed, or the 32 raw bytes.</summary>
    [Parameter(ParameterSetName = FileSet)]
    public RootKeyFormat Format { get; set; } = RootKeyFormat.Base64;

    /// <summary>
    /// The KMS key to encrypt the root key with: an ID, an ARN or an alias. The file then contains only the ciphertext.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = KmsSet)]
    [ValidateNotNullOrEmpty]
    public string KmsKeyId { get; set; } = "";

    /// <summary>
    /// The KMS key's region. The default is the region in its ARN, or the one that the AWS SDK finds in the environment or
    /// the profile.
    /// </summary>
    [Parameter(ParameterSetName = KmsSet)]
    [ValidateNotNullOrEmpty]
    public string? Region { get; set; }

    /// <summary>A profile of the shared AWS configuration.</summary>
    [Parameter(ParameterSetName = KmsSet)]
    [ValidateNotNullOrEmpty]
    public string? ProfileName { get; set; }

    /// <summary>The access key ID and secret access key. The default is the credentials that the AWS SDK finds.</summary>
    [Parameter(ParameterSetName = KmsSet)]
    [ValidateNotNull]
    public PSCredential? AwsCredential { get; set; }

    /// <summary>The session token of temporary credentials.</summary>
    [Parameter(ParameterSetName = KmsSet)]
    [ValidateNotNull]
    public SecureString? SessionToken { get; set; }

    /// <summary>Returns the base64 text as a SecureString and does not write a file.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SecureStringSet)]
    public SwitchParameter AsSecureString { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (AsSecureString)
        {
            if (!ShouldProcess("SecureString", "Create a root key"))
                return;
            using var key = RootKey.Create();
            WriteObject(RootKeyText.ToSecureString(key));
            return;
        }
        try
        {
            var path = FileSystemPath.Resolve(this, Path);
            if (
                ShouldProcess(
                    VisibleText.Of(path),
                    KmsKeyId.Length == 0 ? "Create a root key file" : $"Create a root key file, encrypted under the KMS key '{KmsKeyId}'"
                )
            )
                WriteFile(path);
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            WriteError(ErrorRecords.Item(exception, Path));
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => wait.Stop();

    /// <summary>Closes the connection to AWS KMS.</summary>
    public void Dispose()
    {
        protection?.Dispose();
        wait.Dispose();
    }

    void WriteFile(string path)
    {
        using var key = RootKey.Create();
        RootKey written;
        try
        {
            written = KmsKeyId.Length == 0 ? RootKeyFile.WriteNew(path, key, Format) : RootKeyFile.WriteNew(path, key, Wrap(key));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            WriteError(ErrorRecords.RootKeyNotWritten(exception, path));
            return;
        }
        catch (KeyProtectionException exception)
        {
            WriteError(ErrorRecords.ForCommand(ErrorRecords.KeyProtection(exception), MyInvocation.MyCommand.Name));
            return;
        }
        WriteObject(written);
    }

    WrappedRootKey Wrap(RootKey key)
    {
        var service = protection ??= Open();
        return wait.For(cancellationToken => RootKeyWrapping.WrapAsync(service, KmsKeyId, key, cancellationToken));
    }

    IKeyProtection Open()
    {
        var request = new ConnectionRequest
        {
            Region = Region ?? RootKeyWrapping.RegionOf(KmsKeyId),
            ProfileName = ProfileName,
            Credential = AwsCredential?.GetNetworkCredential(),
            SessionToken = SessionToken,
        };
        try
        {
            return wait.For(cancellationToken => KeyProtectionOpener.OpenAsync(request, cancellationToken));
        }
        catch (InvalidConnectionException exception)
        {
            ThrowTerminatingError(ErrorRecords.InvalidConnection(exception, "AWS KMS"));
            throw;
        }
    }
}
