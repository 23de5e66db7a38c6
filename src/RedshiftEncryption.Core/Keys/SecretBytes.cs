using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;

namespace RedshiftEncryption.Keys;

/// <summary>
/// Contains bytes that must not outlive their use. They are pinned, so that the garbage collector leaves no copies when
/// it compacts, and zeroed by <see cref="Dispose"/>, at the latest by the finalizer.
/// </summary>
internal sealed class SecretBytes : IDisposable
{
    readonly byte[] bytes;
    GCHandle pin;

    /// <param name="length">The length in bytes.</param>
    public SecretBytes(int length)
    {
        bytes = new byte[length];
        pin = GCHandle.Alloc(bytes, GCHandleType.Pinned);
    }

#pragma warning disable MA0055 // a key that was never disposed must still be zeroed, and its pin freed
    ~SecretBytes() => Clear();
#pragma warning restore MA0055

    /// <summary>Gets the array itself, not a copy: the cipher classes of .NET Standard 2.0 accept only arrays.</summary>
    /// <exception cref="ObjectDisposedException">The bytes have been zeroed.</exception>
    public byte[] Array => pin.IsAllocated ? bytes : throw new ObjectDisposedException(nameof(SecretBytes), "The key has been zeroed.");

    public Span<byte> Span => Array;

    /// <summary>Gets the bytes as UTF-16 code units.</summary>
    public Span<char> Characters => MemoryMarshal.Cast<byte, char>(Span);

    public int Length => bytes.Length;

    public static SecretBytes Random(int length)
    {
        var secret = new SecretBytes(length);
        using var generator = RandomNumberGenerator.Create();
        generator.GetBytes(secret.Array);
        return secret;
    }

    public static SecretBytes CopyOf(ReadOnlySpan<byte> source)
    {
        var secret = new SecretBytes(source.Length);
        source.CopyTo(secret.Span);
        return secret;
    }

    /// <summary>Copies the UTF-16 code units of a text.</summary>
    public static SecretBytes CopyOf(SecureString text)
    {
        var secret = new SecretBytes(text.Length * sizeof(char));
        var unmanaged = Marshal.SecureStringToGlobalAllocUnicode(text);
        try
        {
            Marshal.Copy(unmanaged, secret.Array, 0, secret.Length);
            return secret;
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(unmanaged);
        }
    }

    public void Dispose()
    {
        Clear();
        GC.SuppressFinalize(this);
    }

    void Clear()
    {
        CryptographicOperations.ZeroMemory(bytes);
        if (pin.IsAllocated)
            pin.Free();
    }
}
