using System.Security;
using System.Security.Cryptography;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Text;

namespace RedshiftEncryption;

public partial class RsaPrivateKey
{
    const int FingerprintLengthInBytes = 16;

    readonly object gate = new();
    readonly RSA? rsa;
    readonly bool isOwner;

    RsaPrivateKey(RSA key, bool isOwner, string? path)
        : this(path)
    {
        rsa = key;
        this.isOwner = isOwner;
        KeySize = key.KeySize;
        Fingerprint = Hexadecimal.Of(SHA256.HashData(key.ExportSubjectPublicKeyInfo()).Take(FingerprintLengthInBytes));
    }

    /// <summary>Parses a PEM file.</summary>
    /// <param name="pem">The content of the file.</param>
    /// <param name="passphrase">The passphrase, which is used only if the key is encrypted; null for none.</param>
    /// <param name="path">The file; null for a key that is not from a file.</param>
    /// <exception cref="InvalidPrivateKeyException">The file does not contain exactly one RSA private key, or the passphrase
    /// is wrong or missing.</exception>
    internal static RsaPrivateKey Parse(ReadOnlySpan<byte> pem, SecureString? passphrase, string? path)
    {
        var key = RsaPrivateKeyText.Parse(pem, passphrase, path, out var isEncrypted);
        try
        {
            if (!CanDecrypt(key, out var reason))
                throw InvalidPrivateKeyException.Because(path, "is damaged: it does not decrypt what its public key encrypts.", reason);
            return new RsaPrivateKey(key, isOwner: true, path) { IsProtected = isEncrypted };
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>Creates a key that uses an object of the caller, who must not use it at the same time.</summary>
    /// <param name="key">The object, which the caller still owns. Its private part need not be exportable.</param>
    /// <exception cref="InvalidPrivateKeyException">The object does not decrypt.</exception>
    internal static RsaPrivateKey Of(RSA key) =>
        CanDecrypt(key, out var reason)
            ? new RsaPrivateKey(key, isOwner: false, path: null)
            : throw InvalidPrivateKeyException.Because(
                path: null,
                "cannot be used: the RSA object contains only a public key, does not permit decryption, or was disposed of.",
                reason
            );

    partial void Release()
    {
        lock (gate)
        {
            if (isOwner)
                rsa?.Dispose();
        }
    }

    SecretBytes? Decrypt(byte[] wrapped, RSAEncryptionPadding padding)
    {
        lock (gate)
        {
            ThrowIfDisposed();
            if (rsa is null)
                throw new InvalidOperationException("The private key was specified but has not been read.");
            using var buffer = new SecretBytes((KeySize + 7) / 8);
            if (wrapped.Length != buffer.Length)
                return null;
            try
            {
                return rsa.TryDecrypt(wrapped, buffer.Span, padding, out var length)
                    ? SecretBytes.CopyOf(buffer.Span.Slice(0, length))
                    : null;
            }
            catch (CryptographicException)
            {
                // Of a wrong key, and of a modified wrapped key, which looks the same.
                return null;
            }
        }
    }

    /// <summary>Returns whether a key decrypts: a private part that cannot be exported can only be tried.</summary>
    static bool CanDecrypt(RSA key, out Exception? reason)
    {
        byte[] probe = [1, 2, 3];
        reason = null;
        try
        {
            return key.Decrypt(key.Encrypt(probe, RSAEncryptionPadding.OaepSHA1), RSAEncryptionPadding.OaepSHA1).SequenceEqual(probe);
        }
        catch (Exception exception)
            when (exception is CryptographicException or NotSupportedException or NotImplementedException or ObjectDisposedException)
        {
            reason = exception;
            return false;
        }
    }
}
