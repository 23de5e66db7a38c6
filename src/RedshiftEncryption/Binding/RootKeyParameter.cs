using System.Management.Automation;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Binding;

/// <summary>Reads the keys of a -RootKey parameter in BeginProcessing. Only keys that were read here are zeroed at the end.</summary>
internal sealed class RootKeyParameter : IDisposable
{
    readonly List<RootKey> owned = [];
    readonly HashSet<string> exposed = new(StringComparer.Ordinal);

    /// <summary>Reads the key, or ends the command before it has done anything.</summary>
    /// <param name="cmdlet">The cmdlet that has the parameter.</param>
    /// <param name="given">The parameter's value; null where it was omitted.</param>
    public RootKey? Read(PSCmdlet cmdlet, RootKey? given) => given is null ? null : ReadOne(cmdlet, given);

    /// <summary>Reads several keys, or ends the command before it has done anything.</summary>
    /// <param name="cmdlet">The cmdlet that has the parameter.</param>
    /// <param name="given">The parameter's value; null where it was omitted.</param>
    public RootKeyRing Read(PSCmdlet cmdlet, RootKey[]? given) => new([.. (given ?? []).Select(key => ReadOne(cmdlet, key))]);

    public void Dispose()
    {
        foreach (var key in owned)
            key.Dispose();
    }

    RootKey ReadOne(PSCmdlet cmdlet, RootKey given)
    {
        try
        {
            if (given is not DeferredRootKey deferred)
            {
                given.ThrowIfZeroed();
                return given;
            }
            var read = deferred.Read(new KeyFileReader(cmdlet));
            owned.Add(read);
            // One warning per file: -RootKey and -NewRootKey may specify the same one.
            if (read.Exposure is { } exposure && exposed.Add(exposure.Path))
                cmdlet.WriteWarning(VisibleText.Of(exposure.Message));
            return read;
        }
        catch (Exception exception)
            when (exception
                    is InvalidRootKeyException
                        or IOException
                        or UnauthorizedAccessException
                        or NotAFileSystemPathException
                        or SessionStateException
                        or ArgumentException
                        or ObjectDisposedException
            )
        {
            cmdlet.ThrowTerminatingError(Errors.ErrorRecords.UnusableRootKey(exception, given));
            throw;
        }
        catch (KeyProtectionException exception)
        {
            cmdlet.ThrowTerminatingError(Errors.ErrorRecords.KeyProtection(exception));
            throw;
        }
        catch (InvalidConnectionException exception)
        {
            cmdlet.ThrowTerminatingError(Errors.ErrorRecords.InvalidConnection(exception, "AWS KMS"));
            throw;
        }
    }
}
