using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Cipher;

/// <summary>AES-GCM: decrypted from front to back, and authentic once the tag behind it is right.</summary>
/// <param name="key">The content's data key.</param>
/// <param name="vector">12 bytes.</param>
internal sealed class GcmContentDecryptor(DataKey key, byte[] vector) : IContentDecryptor
{
    readonly GcmDecryptor decryptor = new(key.Secret, vector);

    public int LeadLength => 0;

    public int TrailerLength => GcmDecryptor.TagLength;

    public bool IsSequential => true;

    public IRangeDecryptor? OpenRange(byte[] lead) => null;

    public void DecryptNext(byte[] buffer, int offset, int count) => decryptor.Decrypt(buffer, offset, count);

    public bool IsTrailer(ReadOnlySpan<byte> trailer) => decryptor.IsTag(trailer);

    public void Dispose() => decryptor.Dispose();
}
