using System.Management.Automation;
using RedshiftEncryption.Pipeline;

namespace RedshiftEncryption.Binding;

/// <summary>Reads the key files that a cmdlet's parameters name.</summary>
internal sealed class KeyFileReader(PSCmdlet cmdlet)
{
    /// <summary>Turns a PowerShell path into a file system path.</summary>
    public string Resolve(string path) => FileSystemPath.Resolve(cmdlet, path);

    /// <summary>Reads the key; where AWS KMS encrypted it, KMS is asked.</summary>
    /// <param name="path">An absolute file system path.</param>
    public RootKey Read(string path) => RootKeyFile.Read(path, wrapped => Unwrap(wrapped, path));

    RootKey Unwrap(WrappedRootKey wrapped, string path)
    {
        if (cmdlet is not IKeyProtectionUser user)
            throw new InvalidOperationException($"{cmdlet.GetType().Name} has a root key and no way to AWS KMS.");
        // The bucket's region may be another than the key's.
        var request = user.KeyProtectionRequest with { Region = wrapped.Region };
        return user.Wait(cancellationToken => UnwrapAsync(request, wrapped, path, cancellationToken));
    }

    static async Task<RootKey> UnwrapAsync(ConnectionRequest request, WrappedRootKey wrapped, string path, CancellationToken cancellationToken)
    {
        using var protection = await KeyProtectionOpener.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        return await RootKeyWrapping.UnwrapAsync(protection, wrapped, path, cancellationToken).ConfigureAwait(false);
    }
}
