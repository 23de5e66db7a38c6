using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Cipher;

/// <summary>Decrypts AES-CBC content: the block before a range is the initialization vector of the range.</summary>
/// <param name="key">The content's data key, which must outlive this instance.</param>
/// <param name="initializationVector">The initialization vector of the object, 16 bytes.</param>
internal sealed class CbcContentDecryptor(DataKey key, byte[] initializationVector) : IContentDecryptor
{
    public int LeadLength => CbcContent.BlockLength;

    public int TrailerLength => 0;

    public IContentCheck? OpenCheck(long length) => null;

    public IRangeDecryptor OpenRange(long start, byte[] lead) => new CbcDecryptor(key, lead.Length > 0 ? lead : initializationVector);
}
