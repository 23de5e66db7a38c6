using System.Security.Cryptography;
using System.Text;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption;

/// <summary>
/// Represents an RSA private key, which unwraps data keys that S3 encryption clients wrapped under its public key. Its text,
/// properties and serialized forms never contain the key. PowerShell 7 only.
/// </summary>
/// <remarks>
/// The type has no public constructor, setter or <c>Parse</c> method: PowerShell would use any of them to convert a string
/// to a key, but a string is a path here. Thread-safe: an <c>RSA</c> object is not, so operations on it take turns.
/// </remarks>
public partial class RsaPrivateKey : IDisposable
{
    bool isDisposed;

    /// <summary>Creates a key that has been specified but not read yet.</summary>
    private protected RsaPrivateKey(string? path) => Path = path;

    /// <summary>
    /// Gets the fingerprint: 32 hexadecimal digits, which are the first 16 bytes of the SHA-256 of the public key (the
    /// SubjectPublicKeyInfo in DER).
    /// </summary>
    public string Fingerprint { get; } = "";

    /// <summary>Gets the file that the key was read from, if any.</summary>
    public string? Path { get; }

    /// <summary>Gets the size of the modulus in bits.</summary>
    public int KeySize { get; }

    /// <summary>
    /// Gets or sets who else could read the file when the key was read; null for no one, for keys without a file, and for
    /// files that a passphrase protects.
    /// </summary>
    internal KeyFileExposure? Exposure { get; set; }

    /// <summary>Gets whether a passphrase protects the file.</summary>
    internal bool IsProtected { get; private init; }

    /// <summary>Unwraps a data key that was wrapped with PKCS #1 v1.5 padding, as V1's clients did.</summary>
    /// <param name="wrapped">The wrapped key.</param>
    /// <returns>The data key; null if the private key is wrong.</returns>
    /// <remarks>
    /// A wrong key leaves a valid padding and one of the three lengths with a probability of about 10^-7, except where the
    /// platform returns random bytes in place of an error ("implicit rejection", which .NET turns off in OpenSSL): then it is
    /// 1 in 80 for a key of 2048 bits.
    /// </remarks>
    internal DataKey? UnwrapPkcs1(byte[] wrapped)
    {
        using var content = Decrypt(wrapped, RSAEncryptionPadding.Pkcs1);
        return content is not null && RootKey.IsLength(content.Length) ? new DataKey(SecretBytes.CopyOf(content.Span)) : null;
    }

    /// <summary>
    /// Unwraps a data key of V2 or V3: RSA-OAEP with SHA-1 of one byte with the length of the key, the key, and the content
    /// algorithm's name.
    /// </summary>
    /// <param name="wrapped">The wrapped key.</param>
    /// <param name="contentAlgorithm">The name that must be wrapped with the key, in ASCII: <c>AES/GCM/NoPadding</c>, or
    /// <c>115</c> in V3.</param>
    /// <param name="obstacle">Why the key is right but must not be used, as the rest of a sentence about the object; null
    /// otherwise.</param>
    /// <returns>The data key of 16, 24 or 32 bytes; null if the private key is wrong or there is an obstacle.</returns>
    internal DataKey? UnwrapOaepSha1(byte[] wrapped, string contentAlgorithm, out string? obstacle)
    {
        obstacle = null;
        using var content = Decrypt(wrapped, RSAEncryptionPadding.OaepSHA1);
        if (content is null)
            return null;
        // No message contains any of it: in an unknown layout, every byte can belong to a key.
        var length = content.Length == 0 ? 0 : content.Array[0];
        if (!RootKey.IsLength(length) || content.Length <= length)
            obstacle = "its wrapped key does not have the layout of a data key and its content algorithm";
        else if (!content.Span.Slice(1 + length).SequenceEqual(Encoding.ASCII.GetBytes(contentAlgorithm)))
            obstacle = $"its data key was wrapped for another content algorithm than '{contentAlgorithm}'";
        return obstacle is null ? new DataKey(SecretBytes.CopyOf(content.Span.Slice(1, length))) : null;
    }

    /// <exception cref="ObjectDisposedException">The key has been disposed of.</exception>
    internal void ThrowIfDisposed()
    {
        if (isDisposed)
            throw new ObjectDisposedException(nameof(RsaPrivateKey), "The private key has been disposed of.");
    }

    /// <summary>Returns "RsaPrivateKey" and the fingerprint, never the key.</summary>
    public override string ToString() => $"RsaPrivateKey {Fingerprint}";

    /// <summary>Disposes of the key. Later uses of the key throw an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes of the key, unless it belongs to the caller.</summary>
    /// <param name="disposing">Whether <see cref="Dispose()"/> called this method.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        isDisposed = true;
        Release();
    }

    partial void Release();
}
