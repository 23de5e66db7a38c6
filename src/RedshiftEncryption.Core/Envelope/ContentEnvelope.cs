using System.Globalization;
using System.Security.Cryptography;

namespace RedshiftEncryption;

/// <summary>
/// A V1 envelope, as <c>AmazonS3EncryptionClient</c> writes it in "encryption only" mode: the data key wrapped by AES-ECB
/// under the root key, and the initialization vector of AES-CBC content.
/// </summary>
internal sealed class ContentEnvelope
{
    /// <summary>The only description that clients with default materials take.</summary>
    const string EmptyDescription = "{}";

    public ContentEnvelope(byte[] wrappedKey, byte[] initializationVector, long? unencryptedLength)
    {
        WrappedKey = wrappedKey;
        InitializationVector = initializationVector;
        UnencryptedLength = unencryptedLength;
    }

    /// <summary>48 bytes; 32 by writers of 128-bit data keys.</summary>
    public byte[] WrappedKey { get; }

    /// <summary>16 bytes.</summary>
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
        return new ContentEnvelope(KeyWrap.Wrap(rootKey, dataKey), initializationVector, unencryptedLength: null);
    }

    /// <summary>The same envelope, once the plaintext's length in bytes is known.</summary>
    public ContentEnvelope WithLength(long unencryptedLength) => new(WrappedKey, InitializationVector, unencryptedLength);

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
