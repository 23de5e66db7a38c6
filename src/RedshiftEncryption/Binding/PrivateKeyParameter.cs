using System.Management.Automation;
using System.Security;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Binding;

/// <summary>Reads the keys of a -PrivateKey parameter in BeginProcessing.</summary>
internal sealed class PrivateKeyParameter : KeyParameter
{
    /// <summary>Reads the keys, or ends the command before it has done anything.</summary>
    /// <param name="cmdlet">The cmdlet that has the parameter.</param>
    /// <param name="given">The parameter's value; null where it was omitted.</param>
    /// <param name="passphrase">The value of -PrivateKeyPassphrase; null where it was omitted.</param>
    /// <returns>The keys, which this object owns as far as they were read here.</returns>
    public IReadOnlyList<RsaPrivateKey> Read(PSCmdlet cmdlet, RsaPrivateKey[]? given, SecureString? passphrase)
    {
        var files = new KeyFileReader(cmdlet, RootKeyPurpose.Read());
        return [.. (given ?? []).Select(key => ReadOne(cmdlet, key, files, passphrase))];
    }

    RsaPrivateKey ReadOne(PSCmdlet cmdlet, RsaPrivateKey given, KeyFileReader files, SecureString? passphrase)
    {
        try
        {
            if (given is not DeferredPrivateKey deferred)
            {
                given.ThrowIfDisposed();
                return given;
            }
            var read = deferred.Read(files, passphrase);
            Own(cmdlet, read, read.Exposure);
            return read;
        }
        catch (Exception exception)
            when (exception is InvalidPrivateKeyException or PlatformNotSupportedException || IsUnreadable(exception))
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.UnusablePrivateKey(exception, given));
            throw;
        }
    }
}
