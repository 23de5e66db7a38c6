using System.Security;
using System.Security.Cryptography;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption;

/// <summary>Refuses private keys: .NET Standard 2.0 cannot read PEM files, and its PKCS #1 hides wrong keys on some runtimes.</summary>
public partial class RsaPrivateKey
{
    const string Unsupported = "RSA private keys require PowerShell 7.";

    /// <exception cref="PlatformNotSupportedException">Always.</exception>
    internal static RsaPrivateKey Parse(ReadOnlySpan<byte> _, SecureString? _1, string? _2) =>
        throw new PlatformNotSupportedException(Unsupported);

    /// <exception cref="PlatformNotSupportedException">Always.</exception>
    internal static RsaPrivateKey Of(RSA _) => throw new PlatformNotSupportedException(Unsupported);

    SecretBytes? Decrypt(byte[] _, RSAEncryptionPadding _1)
    {
        ThrowIfDisposed();
        throw new PlatformNotSupportedException(Unsupported);
    }
}
