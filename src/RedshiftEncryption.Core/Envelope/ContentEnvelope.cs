using System.Globalization;
using System.Security.Cryptography;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Envelope;

/// <summary>
/// Represents the envelope of a client-side encrypted object: its wrapped data key, and the initialization vector. New
/// envelopes are V1, as <c>AmazonS3EncryptionClient</c> writes them in "encryption only" mode: AES-ECB for the key, AES-CBC for
/// the content. The others can be read.
/// </summary>
internal sealed class ContentEnvelope
{
    /// <summary>The only material description that clients with default materials accept.</summary>
    const string EmptyDescription = "{}";

    /// <param name="wrappedKey">The wrapped data key.</param>
    /// <param name="initializationVector">The vector of the content's cipher.</param>
    /// <param name="unencryptedLength">The length of the plaintext in bytes, if known.</param>
    /// <param name="keyWrap">The algorithm that wraps the data key; null for V1's.</param>
    /// <param name="cipher">The content's cipher; null for V1's.</param>
    public ContentEnvelope(
        byte[] wrappedKey,
        byte[] initializationVector,
        long? unencryptedLength,
        KeyWrapAlgorithm? keyWrap = null,
        ContentCipher? cipher = null
    )
    {
        KeyWrap = keyWrap ?? KeyWrapAlgorithm.Ecb;
        Cipher = cipher ?? ContentCipher.Cbc;
        WrappedKey = wrappedKey;
        InitializationVector = initializationVector;
        UnencryptedLength = unencryptedLength;
    }

    public KeyWrapAlgorithm KeyWrap { get; }

    public ContentCipher Cipher { get; }

    /// <summary>Gets the wrapped key. In V1 it has 48 bytes, or 32 from writers of 128-bit data keys.</summary>
    public byte[] WrappedKey { get; }

    /// <summary>Gets the initialization vector: 16 bytes, or 12 for GCM.</summary>
    public byte[] InitializationVector { get; }

    /// <summary>Gets the length of the plaintext in bytes, if the writer stored it.</summary>
    public long? UnencryptedLength { get; }

    /// <summary>
    /// Gets whether the stored length may include the tag, as AWS's client for .NET states it for instruction files.
    /// </summary>
    public bool MayCountTag { get; init; }

    /// <summary>Gets the commitment to the data key; null for V1 and V2.</summary>
    public KeyCommitment? Commitment { get; init; }

    /// <summary>Gets the encryption context of AWS KMS; empty for other key wraps.</summary>
    public IReadOnlyDictionary<string, string> Context { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets the KMS key that the envelope names; null for other key wraps, and if it names none.</summary>
    public string? KmsKeyId =>
        KeyWrap is KmsKeyWrap { HasContentAlgorithm: false } && Context.TryGetValue(KmsKeyWrap.KeyIdName, out var keyId) ? keyId : null;

    /// <summary>Creates an envelope for one object: a new vector, and a new data key wrapped under the root key.</summary>
    /// <param name="rootKey">The key that wraps the data key.</param>
    /// <param name="dataKey">The new data key of the object.</param>
    public static ContentEnvelope Create(RootKey rootKey, DataKey dataKey)
    {
        var initializationVector = new byte[CbcContent.BlockLength];
        using var generator = RandomNumberGenerator.Create();
        generator.GetBytes(initializationVector);
        return new ContentEnvelope(Envelope.KeyWrap.Wrap(rootKey, dataKey), initializationVector, unencryptedLength: null);
    }

    /// <summary>Returns the decryptor of the content.</summary>
    /// <param name="contentKey">The content's key, which must outlive the decryptor.</param>
    public IContentDecryptor OpenContent(DataKey contentKey) => Cipher.Open(contentKey, InitializationVector);

    /// <summary>
    /// Unwraps the data key; returns null if the root key is wrong, or does not belong to the kind of keys that wraps it.
    /// </summary>
    public DataKey? Open(RootKey rootKey) =>
        KeyWrap is SymmetricKeyWrap symmetric ? symmetric.Unwrap(rootKey, WrappedKey, Cipher.WrappedName) : null;

    /// <summary>Returns whether a content can have this length, in bytes.</summary>
    public bool IsPossibleLength(long contentLength) => Cipher.IsPossibleLength(contentLength);

    /// <summary>
    /// Returns whether a plaintext of one length can encrypt to a content of another. For CBC, the exact length is
    /// known only from the padding, unless the writer stored it.
    /// </summary>
    /// <param name="plaintextLength">The length of the plaintext in bytes.</param>
    /// <param name="contentLength">The length of the content in bytes.</param>
    public bool IsPossiblePlaintext(long plaintextLength, long contentLength) =>
        IsPossibleLength(contentLength)
        && plaintextLength <= contentLength
        && (
            UnencryptedLength is null
            || UnencryptedLength == plaintextLength
            || (MayCountTag && UnencryptedLength == plaintextLength + Cipher.TagLength)
        )
        && Cipher.ContentLength(plaintextLength) == contentLength;

    /// <summary>Describes why a content of this length cannot be the original one; null if it can be.</summary>
    /// <param name="contentLength">The length of the content in bytes.</param>
    public string? LengthObstacle(long contentLength)
    {
        if (!IsPossibleLength(contentLength))
            return $"its length of {contentLength} bytes is not possible with {Cipher.Name}";
        return UnencryptedLength is { } length && !IsPossiblePlaintext(Cipher.PlaintextLength(contentLength) ?? length, contentLength)
            ? $"its envelope states a plaintext of {length} bytes, which does not match its length of {contentLength} bytes"
            : null;
    }

    /// <summary>
    /// Gets the length of the plaintext in bytes, if it is known from the content's length or from the writer; null
    /// also if the two contradict each other.
    /// </summary>
    /// <param name="contentLength">The length of the content in bytes.</param>
    public long? PlaintextLength(long contentLength)
    {
        var length = Cipher.PlaintextLength(contentLength) ?? UnencryptedLength;
        return length is { } known && IsPossiblePlaintext(known, contentLength) ? known : null;
    }

    /// <summary>Gets the same envelope with the length of the plaintext in bytes.</summary>
    public ContentEnvelope WithLength(long unencryptedLength) => new(WrappedKey, InitializationVector, unencryptedLength, KeyWrap, Cipher);

    /// <summary>
    /// Formats the envelope as user metadata: four fields, or three if the length of the plaintext is not known.
    /// </summary>
    public IReadOnlyDictionary<string, string> ToMetadata()
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [EnvelopeFields.WrappedKey] = Convert.ToBase64String(WrappedKey),
            [EnvelopeFields.InitializationVector] = Convert.ToBase64String(InitializationVector),
            [EnvelopeFields.MaterialDescription] = EmptyDescription,
        };
        if (UnencryptedLength is { } length)
            metadata[EnvelopeFields.UnencryptedLength] = length.ToString(CultureInfo.InvariantCulture);
        return metadata;
    }
}
