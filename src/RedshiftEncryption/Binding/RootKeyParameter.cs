using System.Management.Automation;

namespace RedshiftEncryption.Binding;

/// <summary>A -RootKey parameter's key, read in BeginProcessing; only what was read here is zeroed in the end.</summary>
internal sealed class RootKeyParameter : IDisposable
{
    RootKey? owned;

    /// <summary>Reads the key, or ends the command before anything has been done.</summary>
    /// <param name="cmdlet">Whose parameter it is.</param>
    /// <param name="given">The parameter's value; null where it was left out.</param>
    public RootKey? Read(PSCmdlet cmdlet, RootKey? given)
    {
        if (given is null)
            return null;
        try
        {
            if (given is not DeferredRootKey deferred)
            {
                given.ThrowIfZeroed();
                return given;
            }
            return owned = deferred.Read(path => FileSystemPath.Resolve(cmdlet, path));
        }
        catch (Exception exception) when (exception is InvalidRootKeyException or IOException or UnauthorizedAccessException or NotAFileSystemPathException or SessionStateException or ArgumentException or ObjectDisposedException)
        {
            cmdlet.ThrowTerminatingError(Errors.ErrorRecords.UnusableRootKey(exception, given));
            throw;
        }
    }

    public void Dispose() => owned?.Dispose();
}
