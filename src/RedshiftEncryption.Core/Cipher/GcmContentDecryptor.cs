using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Cipher;

/// <summary>
/// Decrypts AES-GCM content. Counter mode decrypts any range, and the hashes of the ranges add up to that of the content. It is
/// authentic only after its tag was verified.
/// </summary>
/// <param name="key">The content's data key, which must outlive this instance.</param>
/// <param name="vector">The initialization vector, 12 bytes.</param>
/// <param name="associated">The associated data, which the tag also covers.</param>
internal sealed class GcmContentDecryptor(DataKey key, byte[] vector, byte[] associated) : IContentDecryptor
{
    public int LeadLength => 0;

    public int TrailerLength => GcmDecryptor.TagLength;

    public IContentCheck OpenCheck(long length) => new GcmContentCheck(key.Secret, vector, associated, length);

    public IRangeDecryptor OpenRange(long start, byte[] lead) => new GcmDecryptor(key.Secret, vector, start);
}
