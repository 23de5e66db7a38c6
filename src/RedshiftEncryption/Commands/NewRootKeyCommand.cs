using System.Management.Automation;
using System.Security;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Errors;

namespace RedshiftEncryption.Commands;

/// <summary>Makes a 256-bit root key: in a new file that only its owner can read, or as a SecureString for a vault.</summary>
[Cmdlet(VerbsCommon.New, "RootKey", DefaultParameterSetName = FileSet, SupportsShouldProcess = true)]
[OutputType(typeof(RootKey), ParameterSetName = [FileSet])]
[OutputType(typeof(SecureString), ParameterSetName = [SecureStringSet])]
public sealed class NewRootKeyCommand : PSCmdlet
{
    const string FileSet = "File";
    const string SecureStringSet = "SecureString";

    /// <summary>The new file; an existing one is never overwritten.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FileSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Base64 text with a line feed, or the 32 raw bytes.</summary>
    [Parameter(ParameterSetName = FileSet)]
    public RootKeyFormat Format { get; set; } = RootKeyFormat.Base64;

    /// <summary>Gives the base64 text as a SecureString and writes no file.</summary>
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
            if (ShouldProcess(path, "Create a root key file"))
                WriteFile(path);
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            WriteError(ErrorRecords.Item(exception, Path));
        }
    }

    void WriteFile(string path)
    {
        using var key = RootKey.Create();
        RootKey written;
        try
        {
            written = RootKeyFile.WriteNew(path, key, Format);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            WriteError(ErrorRecords.RootKeyNotWritten(exception, path));
            return;
        }
        WriteObject(written);
    }
}
