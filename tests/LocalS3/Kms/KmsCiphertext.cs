using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace LocalS3;

/// <summary>
/// The ciphertexts of the stub of KMS. As those of KMS, they name their key: the length of its ARN (two bytes), the ARN,
/// nonce, ciphertext and tag. One random key, which is gone with the process, encrypts them all by AES-256-GCM, with the ARN
/// and the encryption context as associated data.
/// </summary>
static class KmsCiphertext
{
    const int PrefixLength = sizeof(ushort);
    const int NonceLength = 12;
    const int TagLength = 16;

    static readonly AesGcm Key = new(RandomNumberGenerator.GetBytes(32), TagLength);

    public static byte[] Encrypt(string arn, IReadOnlyDictionary<string, string> context, byte[] plaintext)
    {
        var name = Encoding.UTF8.GetBytes(arn);
        var result = new byte[PrefixLength + name.Length + NonceLength + plaintext.Length + TagLength];
        BinaryPrimitives.WriteUInt16BigEndian(result, (ushort)name.Length);
        name.CopyTo(result, PrefixLength);
        var sealedText = result.AsSpan(PrefixLength + name.Length);
        RandomNumberGenerator.Fill(sealedText[..NonceLength]);
        lock (Key)
            Key.Encrypt(
                sealedText[..NonceLength],
                plaintext,
                sealedText[NonceLength..^TagLength],
                sealedText[^TagLength..],
                Bound(arn, context)
            );
        return result;
    }

    /// <summary>The ARN that the ciphertext names, not yet authenticated; null if it is not one of this stub.</summary>
    public static string? ArnIn(ReadOnlySpan<byte> ciphertext)
    {
        if (ciphertext.Length < PrefixLength)
            return null;
        var length = BinaryPrimitives.ReadUInt16BigEndian(ciphertext);
        return
            ciphertext.Length >= PrefixLength + length + NonceLength + TagLength
            && ciphertext.Slice(PrefixLength, length).StartsWith("arn:"u8)
            ? Encoding.UTF8.GetString(ciphertext.Slice(PrefixLength, length))
            : null;
    }

    /// <returns>The plaintext; null if the ciphertext, the ARN in it or the context is another.</returns>
    public static byte[]? Decrypt(string arn, IReadOnlyDictionary<string, string> context, ReadOnlySpan<byte> ciphertext)
    {
        var sealedText = ciphertext[(PrefixLength + BinaryPrimitives.ReadUInt16BigEndian(ciphertext))..];
        var plaintext = new byte[sealedText.Length - NonceLength - TagLength];
        try
        {
            lock (Key)
                Key.Decrypt(
                    sealedText[..NonceLength],
                    sealedText[NonceLength..^TagLength],
                    sealedText[^TagLength..],
                    plaintext,
                    Bound(arn, context)
                );
            return plaintext;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <summary>The ARN and the context, sorted: each text with its length before it, so that no two read alike.</summary>
    static byte[] Bound(string arn, IReadOnlyDictionary<string, string> context) =>
        Encoding.UTF8.GetBytes(
            string.Concat(
                context
                    .OrderBy(static entry => entry.Key, StringComparer.Ordinal)
                    .SelectMany(static entry => (string[])[entry.Key, entry.Value])
                    .Prepend(arn)
                    .Select(static text => $"{text.Length}:{text}")
            )
        );
}
