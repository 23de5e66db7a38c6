using System.Collections.ObjectModel;
using System.Management.Automation;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Pipeline;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Commands;

/// <summary>
/// Gets the fingerprint and the form of key files, never the key itself. A key that AWS KMS encrypted is not decrypted.
/// </summary>
[Cmdlet(VerbsCommon.Get, "RootKey", DefaultParameterSetName = PathSet)]
[OutputType(typeof(RootKey))]
public sealed class GetRootKeyCommand : PSCmdlet, IDisposable
{
    const string PathSet = "Path";
    const string LiteralPathSet = "LiteralPath";

    readonly StoppableWait wait = new();

    /// <summary>The key files. Wildcards are permitted.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The key files, by their literal paths.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName", "SourcePath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var isLiteral = string.Equals(ParameterSetName, LiteralPathSet, StringComparison.Ordinal);
        foreach (var path in isLiteral ? LiteralPath : Path)
        {
            foreach (var file in Resolve(path, isLiteral))
                Describe(file);
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => wait.Stop();

    /// <summary>Releases the resources of a wait.</summary>
    public void Dispose() => wait.Dispose();

    Collection<string> Resolve(string path, bool isLiteral)
    {
        if (KeyArgument.IsKeyText(InvokeProvider, path))
        {
            WriteError(
                ErrorRecords.UnusableRootKey(new InvalidRootKeyException($"{KeyArgument.WasText} Specify its file."), "a key as text")
            );
            return [];
        }
        try
        {
            if (isLiteral)
                return [FileSystemPath.Resolve(this, path)];
            var found = FileSystemPath.ResolveWildcards(this, path);
            if (found.Count == 0)
                WriteError(ErrorRecords.NothingMatches(path));
            return found;
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            WriteError(ErrorRecords.Item(exception, path));
            return [];
        }
    }

    void Describe(string path)
    {
        KeyFileDescription found;
        try
        {
            found = wait.For(_ => Task.FromResult(RootKeyFile.Describe(path)));
        }
        catch (Exception exception) when (exception is InvalidRootKeyException or IOException or UnauthorizedAccessException)
        {
            WriteError(ErrorRecords.UnusableRootKey(exception, path));
            return;
        }
        if (found.Exposure is { } exposure)
            WriteWarning(VisibleText.Of(exposure.Message));
        // Without the key's bytes: the command that receives it reads the file.
        WriteObject(new DeferredRootKey(files => files.Read(path), path, found.Fingerprint, found.Form, found.KmsKeyId));
    }
}
