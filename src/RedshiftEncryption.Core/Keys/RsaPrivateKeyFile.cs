using System.Security;

namespace RedshiftEncryption.Keys;

/// <summary>Reads the PEM files of private keys.</summary>
internal static class RsaPrivateKeyFile
{
    /// <summary>The largest size of a file; no more than this is read.</summary>
    const int MaximumLengthInBytes = 64 * 1024;

    /// <summary>Reads a file.</summary>
    /// <param name="path">An absolute file system path.</param>
    /// <param name="passphrase">The passphrase, which is used only if the key is encrypted; null for none.</param>
    /// <exception cref="InvalidPrivateKeyException">The file does not contain exactly one RSA private key, or the passphrase
    /// is wrong or missing.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Reading the file is not permitted.</exception>
    /// <exception cref="PlatformNotSupportedException">The runtime is not that of PowerShell 7.</exception>
    public static RsaPrivateKey Read(string path, SecureString? passphrase)
    {
        using var file = new OpenKeyFile(path, MaximumLengthInBytes);
        if (file.IsTooLarge)
            throw InvalidPrivateKeyException.Because(path, $"is not a key file: it has more than {MaximumLengthInBytes} bytes.");
        var key = RsaPrivateKey.Parse(file.Content, passphrase, path);
        // Other readers of a protected file see only ciphertext.
        if (!key.IsProtected)
            key.Exposure = file.FindExposure();
        return key;
    }
}
