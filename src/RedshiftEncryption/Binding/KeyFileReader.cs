using System.Management.Automation;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Loading;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Binding;

/// <summary>Reads the key files that a cmdlet's parameters name.</summary>
internal sealed class KeyFileReader(PSCmdlet cmdlet)
{
    /// <summary>Turns a PowerShell path into a file system path.</summary>
    public string Resolve(string path) => FileSystemPath.Resolve(cmdlet, path);

    /// <summary>
    /// Reads the key, and has AWS KMS decrypt it where KMS encrypted it. Ctrl+C ends the wait for a file system that does
    /// not respond.
    /// </summary>
    /// <param name="path">An absolute file system path.</param>
    public RootKey Read(string path)
    {
        if (cmdlet is not IKeyProtectionUser user)
            throw new InvalidOperationException($"{cmdlet.GetType().Name} reads root keys but cannot connect to AWS KMS.");
        var request = user.KeyProtectionRequest;
        return user.Wait(cancellationToken => ReadAsync(path, request, cancellationToken));
    }

    static async Task<RootKey> ReadAsync(string path, ConnectionRequest request, CancellationToken cancellationToken)
    {
        var content = RootKeyFile.ReadAny(path);
        if (content.Wrapped is not { } wrapped)
            return content.Key!;
        // The bucket's region may differ from the key's.
        using var protection = await KeyProtectionOpener
            .OpenAsync(request with { Region = wrapped.Region }, cancellationToken)
            .ConfigureAwait(false);
        return await RootKeyWrapping.UnwrapAsync(protection, wrapped, path, cancellationToken).ConfigureAwait(false);
    }
}
