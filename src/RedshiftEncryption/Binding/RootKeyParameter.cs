using System.Management.Automation;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Binding;

/// <summary>The keys of a -RootKey parameter, read in BeginProcessing; only what was read here is zeroed in the end.</summary>
internal sealed class RootKeyParameter : IDisposable
{
    readonly List<RootKey> owned = [];
    readonly HashSet<string> exposed = new(StringComparer.Ordinal);

    /// <summary>Reads the key, or ends the command before anything has been done.</summary>
    /// <param name="cmdlet">Whose parameter it is.</param>
    /// <param name="given">The parameter's value; null where it was left out.</param>
    public RootKey? Read(PSCmdlet cmdlet, RootKey? given) => given is null ? null : ReadOne(cmdlet, given);

    /// <summary>Reads several keys, or ends the command before anything has been done.</summary>
    /// <param name="cmdlet">Whose parameter it is.</param>
    /// <param name="given">The parameter's value; null where it was left out.</param>
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
            // One warning a file: -RootKey and -NewRootKey may name the same.
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
