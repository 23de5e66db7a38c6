using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Cipher;

/// <summary>AES-CBC: every range is decrypted from the block before it.</summary>
/// <param name="key">The content's data key, which must outlive this.</param>
/// <param name="initializationVector">16 bytes.</param>
internal sealed class CbcContentDecryptor(DataKey key, byte[] initializationVector) : IContentDecryptor
{
    public int LeadLength => CbcContent.BlockLength;

    public int TrailerLength => 0;

    public bool IsSequential => false;

    public IRangeDecryptor OpenRange(byte[] lead) => new CbcDecryptor(key, lead.Length > 0 ? lead : initializationVector);
}
