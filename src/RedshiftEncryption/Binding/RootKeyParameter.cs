using System.Management.Automation;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Binding;

/// <summary>Reads the keys of a -RootKey parameter in BeginProcessing.</summary>
internal sealed class RootKeyParameter : KeyParameter
{
    /// <summary>
    /// Reads a key that is used to write, or ends the command before it has done anything. Refuses keys that other clients
    /// accept but COPY does not.
    /// </summary>
    /// <param name="cmdlet">The cmdlet that has the parameter.</param>
    /// <param name="given">The parameter's value; null where it was omitted.</param>
    public RootKey? Read(PSCmdlet cmdlet, RootKey? given) =>
        given is null ? null : ReadOne(cmdlet, given, new KeyFileReader(cmdlet, RootKeyPurpose.Write));

    /// <summary>Reads several keys that only open objects, or ends the command before it has done anything.</summary>
    /// <param name="cmdlet">The cmdlet that has the parameter.</param>
    /// <param name="given">The parameter's value; null where it was omitted.</param>
    /// <param name="rootKeySize">The size of keys that is accepted in addition to 256, in bits: 128 or 192; null for none.
    /// The base64 text of 128 bits is always accepted.</param>
    public IReadOnlyList<RootKey> Read(PSCmdlet cmdlet, RootKey[]? given, int? rootKeySize = null)
    {
        var files = new KeyFileReader(cmdlet, RootKeyPurpose.Read(rootKeySize));
        return [.. (given ?? []).Select(key => ReadOne(cmdlet, key, files))];
    }

    RootKey ReadOne(PSCmdlet cmdlet, RootKey given, KeyFileReader files)
    {
        try
        {
            if (given is not DeferredRootKey deferred)
            {
                given.ThrowIfZeroed();
                if (!files.Purpose.IsReading)
                    given.ThrowIfOnlyForReading();
                return given;
            }
            var read = deferred.Read(files);
            Own(cmdlet, read, read.Exposure);
            return read;
        }
        catch (Exception exception) when (exception is InvalidRootKeyException || IsUnreadable(exception))
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.UnusableRootKey(exception, given));
            throw;
        }
        catch (KeyProtectionException exception)
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.KeyProtection(exception));
            throw;
        }
        catch (InvalidConnectionException exception)
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.InvalidConnection(exception, "AWS KMS"));
            throw;
        }
    }
}
