namespace RedshiftEncryption.Binding;

/// <summary>
/// A root key as it was named on the command line, before it is read: binding only recognises the form, so that what is
/// wrong with a key file or a secret is an error of the command with an id of its own. It shows nothing of what was given:
/// module logging writes parameters down, and a text that names no file may be a key.
/// </summary>
/// <param name="read">Reads it; given what reads key files.</param>
/// <param name="path">The key file, where Get-RootKey has looked at it.</param>
/// <param name="fingerprint">The key's, likewise.</param>
/// <param name="form">How it is written there, likewise.</param>
/// <param name="kmsKeyId">The KMS key that encrypted it, likewise.</param>
internal sealed class DeferredRootKey(
    Func<KeyFileReader, RootKey> read,
    string? path = null,
    string fingerprint = "",
    string? form = null,
    string? kmsKeyId = null
) : RootKey(path, fingerprint, form, kmsKeyId)
{
    /// <exception cref="InvalidRootKeyException">It is no root key.</exception>
    public RootKey Read(KeyFileReader files) => read(files);

    public override string ToString() => Fingerprint.Length > 0 ? base.ToString() : "RootKey (not read yet)";
}
