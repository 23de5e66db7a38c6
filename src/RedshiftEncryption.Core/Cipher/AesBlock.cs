using System.Security.Cryptography;

namespace RedshiftEncryption.Cipher;

/// <summary>Provides AES for single blocks, of which the formats build their modes and key wraps.</summary>
internal static class AesBlock
{
    /// <summary>Creates AES in ECB mode without padding.</summary>
    public static Aes Create()
    {
        var aes = Aes.Create();
#pragma warning disable CA5358 // the formats prescribe what single blocks are for
        aes.Mode = CipherMode.ECB;
#pragma warning restore CA5358
        aes.Padding = PaddingMode.None;
        return aes;
    }
}
