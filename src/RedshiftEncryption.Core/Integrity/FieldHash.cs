using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace RedshiftEncryption.Integrity;

/// <summary>Hashes texts, each preceded by its length, so that different texts never run together to the same bytes.</summary>
internal static class FieldHash
{
    /// <summary>Gets the SHA-256 of texts in UTF-8, each preceded by its length in bytes as a big-endian number of 32 bits.</summary>
    /// <returns>32 bytes.</returns>
    public static byte[] Of(params string[] fields)
    {
        using var bytes = new MemoryStream();
        var length = new byte[sizeof(int)];
        foreach (var field in fields)
        {
            var text = Encoding.UTF8.GetBytes(field);
            BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
            bytes.Write(length, 0, length.Length);
            bytes.Write(text, 0, text.Length);
        }
        return SHA256.HashData(bytes.ToArray());
    }
}
