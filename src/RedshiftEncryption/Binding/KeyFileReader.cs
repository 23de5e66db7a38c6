using System.Management.Automation;
using System.Security;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Loading;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Binding;

/// <summary>Reads the key files that a cmdlet's parameters name.</summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="purpose">What the root keys are for, and so which sizes are accepted.</param>
internal sealed class KeyFileReader(PSCmdlet cmdlet, RootKeyPurpose purpose)
{
    public RootKeyPurpose Purpose => purpose;

    /// <summary>Turns a PowerShell path into a file system path.</summary>
    public string Resolve(string path) => FileSystemPath.Resolve(cmdlet, path);

    /// <summary>
    /// Reads the key, and has AWS KMS decrypt it where KMS encrypted it. Ctrl+C ends the wait for a file system that does
    /// not respond.
    /// </summary>
    /// <param name="path">An absolute file system path.</param>
    public RootKey Read(string path)
    {
        var user = User;
        var request = user.KeyProtectionRequest;
        return user.Wait(cancellationToken => ReadAsync(path, purpose, request, cancellationToken));
    }

    /// <summary>Reads a private key in the same way.</summary>
    /// <param name="path">An absolute file system path.</param>
    /// <param name="passphrase">The passphrase, which is used only if the key is encrypted; null for none.</param>
    public RsaPrivateKey ReadPrivateKey(string path, SecureString? passphrase) =>
        User.Wait(_ => Task.FromResult(RsaPrivateKeyFile.Read(path, passphrase)));

    IKeyProtectionUser User =>
        cmdlet as IKeyProtectionUser
        ?? throw new InvalidOperationException($"{cmdlet.GetType().Name} reads keys but cannot connect to AWS KMS.");

    static async Task<RootKey> ReadAsync(
        string path,
        RootKeyPurpose purpose,
        ConnectionRequest request,
        CancellationToken cancellationToken
    )
    {
        var content = RootKeyFile.ReadAny(path, purpose);
        if (content.Wrapped is not { } wrapped)
            return content.Key!;
        // The bucket's region may differ from the key's.
        using var protection = await KeyProtectionOpener
            .OpenAsync(request with { Region = wrapped.Region }, cancellationToken)
            .ConfigureAwait(false);
        return await RootKeyWrapping.UnwrapAsync(protection, wrapped, path, cancellationToken).ConfigureAwait(false);
    }
}
