namespace RedshiftEncryption.Binding;

/// <summary>
/// A root key as specified on the command line, before it is read. Binding only recognizes the form, so that the command
/// itself reports an unusable key file or secret, with its own error ID. It shows nothing of the value: module logging
/// records parameters, and text that does not name a file may be a key.
/// </summary>
/// <param name="read">Reads the key, with a reader for key files.</param>
/// <param name="path">The key file, where Get-RootKey has described it.</param>
/// <param name="fingerprint">The key's fingerprint, likewise.</param>
/// <param name="form">The form of the file, likewise.</param>
/// <param name="kmsKeyId">The KMS key that encrypted it, likewise.</param>
internal sealed class DeferredRootKey(
    Func<KeyFileReader, RootKey> read,
    string? path = null,
    string fingerprint = "",
    string? form = null,
    string? kmsKeyId = null
) : RootKey(path, fingerprint, form, kmsKeyId)
{
    /// <exception cref="InvalidRootKeyException">The value is not a root key.</exception>
    public RootKey Read(KeyFileReader files) => read(files);

    public override string ToString() => Fingerprint.Length > 0 ? base.ToString() : "RootKey (not read yet)";
}
