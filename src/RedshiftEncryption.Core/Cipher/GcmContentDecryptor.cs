using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Cipher;

/// <summary>AES-GCM: decrypted from front to back, and authentic once the tag that follows is right.</summary>
/// <param name="key">The content's data key, which must outlive this.</param>
/// <param name="vector">12 bytes.</param>
internal sealed class GcmContentDecryptor(DataKey key, byte[] vector) : IContentDecryptor
{
    public int LeadLength => 0;

    public int TrailerLength => GcmDecryptor.TagLength;

    public bool IsSequential => true;

    public IRangeDecryptor OpenRange(byte[] lead) => new GcmDecryptor(key.Secret, vector);
}
