using System.Security.Cryptography;
using System.Text;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Text;

namespace RedshiftEncryption;

/// <summary>
/// Represents an AES root key, which wraps the data key of every object. Redshift's documentation calls it the root
/// (formerly master) symmetric key. It has 256 bits; keys of 128 and 192 bits, which other clients accept, can only be used
/// to read objects. Its text, properties and serialized forms never contain the key.
/// </summary>
/// <remarks>
/// The type has no public constructor, setter or <c>Parse</c> method: PowerShell would use any of them to convert a
/// string to a key, but a string is a path here.
/// </remarks>
public class RootKey : IDisposable
{
    /// <summary>The only length of a root key that COPY accepts, in bytes.</summary>
    public const int LengthInBytes = 32;

    /// <summary>The length of the shortest key that other clients accept, in bytes.</summary>
    internal const int ShortestLengthInBytes = 16;

    const int FingerprintLengthInBytes = 16;

    readonly SecretBytes? key;

    internal RootKey(SecretBytes key, string? path = null, string? form = null, string? kmsKeyId = null)
    {
        if (!IsLength(key.Length))
            throw InvalidRootKeyException.WrongLength(key.Length);
        this.key = key;
        Path = path;
        Form = form;
        KmsKeyId = kmsKeyId;
        Fingerprint = ComputeFingerprint(key);
    }

    /// <summary>Creates a key that has been specified but not read yet: it has no bytes.</summary>
    private protected RootKey(string? path, string fingerprint = "", string? form = null, string? kmsKeyId = null)
    {
        Path = path;
        Form = form;
        KmsKeyId = kmsKeyId;
        Fingerprint = fingerprint;
    }

    /// <summary>
    /// Gets the fingerprint: 32 hexadecimal digits that distinguish keys without revealing them. They are the first 16
    /// bytes of HMAC-SHA-256(key, "RedshiftEncryption root key fingerprint").
    /// </summary>
    public string Fingerprint { get; }

    /// <summary>Gets the file that the key was written to or read from, if any.</summary>
    public string? Path { get; }

    /// <summary>
    /// Gets the format of the key file: <c>Base64</c>, <c>Raw</c>, or <c>KmsEncrypted</c>; null for a key without a
    /// file.
    /// </summary>
    public string? Form { get; }

    /// <summary>Gets the KMS key that encrypted the key in its file, if any.</summary>
    public string? KmsKeyId { get; }

    /// <summary>
    /// Gets or sets who else could read the file when the key was read; null for no one and for keys without a file.
    /// </summary>
    internal KeyFileExposure? Exposure { get; set; }

    /// <exception cref="ObjectDisposedException">The key has been zeroed.</exception>
    internal SecretBytes Secret => key ?? throw new InvalidOperationException("The root key was specified but has not been read.");

    /// <exception cref="ObjectDisposedException">The key has been zeroed.</exception>
    internal void ThrowIfZeroed() => _ = Secret.Array;

    /// <summary>Refuses a key of another size than COPY accepts, which can only be used to read objects.</summary>
    /// <exception cref="InvalidRootKeyException">The key has 128 or 192 bits.</exception>
    /// <exception cref="ObjectDisposedException">The key has been zeroed.</exception>
    internal void ThrowIfOnlyForReading()
    {
        if (Secret.Length != LengthInBytes)
            throw InvalidRootKeyException.OnlyForReading(Secret.Length);
    }

    /// <summary>Returns whether a length is that of an AES key, in bytes.</summary>
    internal static bool IsLength(int length) => length is ShortestLengthInBytes or 24 or LengthInBytes;

    /// <summary>Creates a key from the system's random number generator.</summary>
    internal static RootKey Create() => new(SecretBytes.Random(LengthInBytes));

    /// <summary>Creates a copy with its own bytes, so that each can be zeroed without affecting the other.</summary>
    internal RootKey Copy() => new(SecretBytes.CopyOf(Secret.Span), Path);

    /// <summary>Returns "RootKey" and the fingerprint, never the key.</summary>
    public override string ToString() => $"RootKey {Fingerprint}";

    /// <summary>Zeroes the key. Later uses of the key throw an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Zeroes the key.</summary>
    /// <param name="disposing">Whether <see cref="Dispose()"/> called this method.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            key?.Dispose();
    }

    static string ComputeFingerprint(SecretBytes key)
    {
        using var hmac = new HMACSHA256(key.Array);
        var hash = hmac.ComputeHash(Encoding.ASCII.GetBytes("RedshiftEncryption root key fingerprint"));
        return Hexadecimal.Of(hash.Take(FingerprintLengthInBytes));
    }
}
