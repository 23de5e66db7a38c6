using System.Security;

namespace RedshiftEncryption.Binding;

/// <summary>
/// A private key as specified on the command line, before it is read. As for a <see cref="DeferredRootKey"/>, binding only
/// recognizes the form, and nothing of the value is shown.
/// </summary>
/// <param name="read">Reads the key, with a reader for key files and the passphrase.</param>
internal sealed class DeferredPrivateKey(Func<KeyFileReader, SecureString?, RsaPrivateKey> read) : RsaPrivateKey(path: null)
{
    /// <exception cref="InvalidPrivateKeyException">The value is not a private key, or the passphrase is wrong or missing.</exception>
    public RsaPrivateKey Read(KeyFileReader files, SecureString? passphrase) => read(files, passphrase);

    public override string ToString() => "RsaPrivateKey (not read yet)";
}
