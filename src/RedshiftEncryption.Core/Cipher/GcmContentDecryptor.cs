using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Cipher;

/// <summary>Decrypts AES-GCM content from front to back. It is authentic only after its tag was verified.</summary>
/// <param name="key">The content's data key, which must outlive this instance.</param>
/// <param name="vector">The initialization vector, 12 bytes.</param>
/// <param name="associated">The associated data, which the tag also covers.</param>
internal sealed class GcmContentDecryptor(DataKey key, byte[] vector, byte[] associated) : IContentDecryptor
{
    public int LeadLength => 0;

    public int TrailerLength => GcmDecryptor.TagLength;

    public bool IsSequential => true;

    public IRangeDecryptor OpenRange(byte[] lead) => new GcmDecryptor(key.Secret, vector, associated);
}
