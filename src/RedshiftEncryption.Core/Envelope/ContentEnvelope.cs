using System.Globalization;
using System.Security.Cryptography;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Envelope;

/// <summary>
/// What opens a client-side encrypted object: its data key, wrapped under the root key, and the initialization vector. A new
/// one is V1, as <c>AmazonS3EncryptionClient</c> writes it in "encryption only" mode: AES-ECB for the key, AES-CBC for the
/// content. V2 ones are read too.
/// </summary>
internal sealed class ContentEnvelope
{
    /// <summary>The only description that clients with default materials take.</summary>
    const string EmptyDescription = "{}";

    const int GcmTagLength = 16;

    public ContentEnvelope(
        byte[] wrappedKey,
        byte[] initializationVector,
        long? unencryptedLength,
        KeyWrapAlgorithm keyWrap = KeyWrapAlgorithm.Ecb,
        ContentCipher cipher = ContentCipher.Cbc
    )
    {
        KeyWrap = keyWrap;
        Cipher = cipher;
        WrappedKey = wrappedKey;
        InitializationVector = initializationVector;
        UnencryptedLength = unencryptedLength;
    }

    public KeyWrapAlgorithm KeyWrap { get; }

    public ContentCipher Cipher { get; }

    /// <summary>In V1 48 bytes; 32 by writers of 128-bit data keys.</summary>
    public byte[] WrappedKey { get; }

    /// <summary>16 bytes; 12 for GCM.</summary>
    public byte[] InitializationVector { get; }

    /// <summary>The plaintext's length in bytes, where the writer gave it.</summary>
    public long? UnencryptedLength { get; }

    /// <summary>An envelope for one object: a fresh vector, and a fresh data key wrapped under the root key.</summary>
    /// <param name="rootKey">Wraps the data key.</param>
    /// <param name="dataKey">The object's own.</param>
    public static ContentEnvelope Create(RootKey rootKey, DataKey dataKey)
    {
        var initializationVector = new byte[CbcContent.BlockLength];
        using var generator = RandomNumberGenerator.Create();
        generator.GetBytes(initializationVector);
        return new ContentEnvelope(Envelope.KeyWrap.Wrap(rootKey, dataKey), initializationVector, unencryptedLength: null);
    }

    /// <summary>Returns what decrypts the content.</summary>
    /// <param name="dataKey">The envelope's, unwrapped; it must outlive the decryptor.</param>
    public IContentDecryptor OpenContent(DataKey dataKey) =>
        Cipher == ContentCipher.Gcm
            ? new GcmContentDecryptor(dataKey, InitializationVector)
            : new CbcContentDecryptor(dataKey, InitializationVector);

    /// <summary>The data key, or null: the root key is the wrong one.</summary>
    public DataKey? Open(RootKey rootKey) =>
        KeyWrap switch
        {
            KeyWrapAlgorithm.Gcm => GcmKeyWrap.Unwrap(rootKey, WrappedKey, ContentAlgorithm.NameOf(Cipher)),
            KeyWrapAlgorithm.Rfc3394 => Rfc3394KeyWrap.Unwrap(rootKey, WrappedKey),
            _ => Envelope.KeyWrap.Unwrap(rootKey, WrappedKey),
        };

    /// <summary>Whether a content of this length, in bytes, can be.</summary>
    public bool IsPossibleLength(long contentLength) =>
        Cipher == ContentCipher.Gcm ? contentLength >= GcmTagLength : CbcContent.IsCiphertextLength(contentLength);

    /// <summary>
    /// Whether a plaintext of this length can be that of a content of the other: for CBC the padding alone tells it to the
    /// byte, unless the writer did.
    /// </summary>
    /// <param name="plaintextLength">In bytes.</param>
    /// <param name="contentLength">In bytes.</param>
    public bool IsPossiblePlaintext(long plaintextLength, long contentLength) =>
        IsPossibleLength(contentLength)
        && plaintextLength <= contentLength
        && (UnencryptedLength is null || UnencryptedLength == plaintextLength)
        && (
            Cipher == ContentCipher.Gcm
                ? plaintextLength == contentLength - GcmTagLength
                : CbcContent.CiphertextLength(plaintextLength) == contentLength
        );

    /// <summary>In words, why a content of this length is not the one that was written; null where it can be.</summary>
    /// <param name="contentLength">In bytes.</param>
    public string? LengthObstacle(long contentLength)
    {
        if (!IsPossibleLength(contentLength))
            return $"its length of {contentLength} bytes is not one that {ContentAlgorithm.NameOf(Cipher)} gives";
        return UnencryptedLength is { } length && !IsPossiblePlaintext(length, contentLength)
            ? $"its envelope states a plaintext of {length} bytes, which does not become its {contentLength}"
            : null;
    }

    /// <summary>
    /// The plaintext's length in bytes where the content's tells it, or the writer did; null also where the two contradict
    /// each other.
    /// </summary>
    /// <param name="contentLength">In bytes.</param>
    public long? PlaintextLength(long contentLength)
    {
        var length = Cipher == ContentCipher.Gcm ? contentLength - GcmTagLength : UnencryptedLength;
        return length is { } known && IsPossiblePlaintext(known, contentLength) ? known : null;
    }

    /// <summary>The same envelope, once the plaintext's length in bytes is known.</summary>
    public ContentEnvelope WithLength(long unencryptedLength) => new(WrappedKey, InitializationVector, unencryptedLength, KeyWrap, Cipher);

    /// <summary>All four fields, or three where the plaintext's length is not known, as user metadata.</summary>
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
