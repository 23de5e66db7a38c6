using RedshiftEncryption.Cipher;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Envelope;

/// <summary>Represents a cipher that encrypts an object's content.</summary>
/// <param name="Name">The name in V1 and V2 envelopes, and for users.</param>
/// <param name="WrappedName">The name that is authenticated with a wrapped key.</param>
/// <param name="VectorLength">The length of the initialization vector in bytes.</param>
/// <param name="TagLength">The length in bytes of the tag after the ciphertext; 0 for a cipher that pads instead.</param>
/// <param name="Open">Returns the decryptor for a data key, which must outlive it, and a vector.</param>
internal sealed record ContentCipher(
    string Name,
    string WrappedName,
    int VectorLength,
    int TagLength,
    Func<DataKey, byte[], IContentDecryptor> Open
)
{
    /// <summary>V3's algorithm suite 115, as its associated data and the derivation of its keys contain it.</summary>
    public static readonly byte[] CommittingSuite = [0x00, 0x73];

    /// <summary>Gets AES-CBC with PKCS #7 padding.</summary>
    public static ContentCipher Cbc { get; } =
        new(
            ContentAlgorithm.Cbc,
            ContentAlgorithm.Cbc,
            CbcContent.BlockLength,
            TagLength: 0,
            static (key, vector) => new CbcContentDecryptor(key, vector)
        );

    /// <summary>Gets AES-GCM.</summary>
    public static ContentCipher Gcm { get; } =
        new(
            ContentAlgorithm.Gcm,
            ContentAlgorithm.Gcm,
            GcmDecryptor.VectorLength,
            GcmDecryptor.TagLength,
            static (key, vector) => new GcmContentDecryptor(key, vector, [])
        );

    /// <summary>Gets AES-GCM under a key that the envelope is committed to.</summary>
    public static ContentCipher CommittingGcm { get; } =
        new(
            ContentAlgorithm.CommittingGcm,
            ContentAlgorithm.CommittingSuite,
            GcmDecryptor.VectorLength,
            GcmDecryptor.TagLength,
            static (key, vector) => new GcmContentDecryptor(key, vector, CommittingSuite)
        );

    /// <summary>Gets the ciphers of V2 envelopes, by the names that envelopes contain.</summary>
    public static IReadOnlyList<ContentCipher> OfV2 { get; } = [Cbc, Gcm];

    /// <summary>Returns whether a content can have this length, in bytes.</summary>
    public bool IsPossibleLength(long contentLength) =>
        TagLength > 0 ? contentLength >= TagLength : CbcContent.IsCiphertextLength(contentLength);

    /// <summary>Returns the length of the content of a plaintext, both in bytes.</summary>
    public long ContentLength(long plaintextLength) =>
        TagLength > 0 ? plaintextLength + TagLength : CbcContent.CiphertextLength(plaintextLength);

    /// <summary>Returns the length of the plaintext of a content, both in bytes; null if only the padding shows it.</summary>
    public long? PlaintextLength(long contentLength) => TagLength > 0 ? contentLength - TagLength : null;
}
