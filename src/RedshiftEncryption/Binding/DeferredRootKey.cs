namespace RedshiftEncryption.Binding;

/// <summary>
/// A root key as it was named on the command line, before it is read: binding only recognises the form, so that what is
/// wrong with a key file or a secret is an error of the command with an id of its own.
/// </summary>
/// <param name="path">A key file's path as it was given, for the log; null for the other forms.</param>
/// <param name="read">Reads it; given what turns a PowerShell path into a file system path.</param>
internal sealed class DeferredRootKey(string? path, Func<Func<string, string>, RootKey> read) : RootKey(path)
{
    /// <exception cref="InvalidRootKeyException">It is no root key.</exception>
    public RootKey Read(Func<string, string> resolvePath) => read(resolvePath);

    public override string ToString() => Path is null ? "RootKey (not read yet)" : $"RootKey '{Path}' (not read yet)";
}
