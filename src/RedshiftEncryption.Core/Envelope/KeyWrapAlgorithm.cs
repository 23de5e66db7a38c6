namespace RedshiftEncryption.Envelope;

/// <summary>Represents an algorithm that wraps an object's data key.</summary>
/// <param name="Id">The value in envelopes; V1's have none.</param>
/// <param name="Name">The name for users.</param>
/// <param name="IsWrappedLength">Returns whether a wrapped key can have this length, in bytes.</param>
internal abstract record KeyWrapAlgorithm(string Id, string Name, Predicate<int> IsWrappedLength)
{
    /// <summary>Gets V1's algorithm: AES-ECB with PKCS #7 padding.</summary>
    public static KeyWrapAlgorithm Ecb { get; } =
        new SymmetricKeyWrap(
            ContentAlgorithm.EcbWrap,
            ContentAlgorithm.EcbWrap,
            KeyWrap.IsWrappedLength,
            static (rootKey, wrapped, _) => KeyWrap.Unwrap(rootKey, wrapped)
        );

    /// <summary>Gets V1's algorithm under an asymmetric root key: RSA with PKCS #1 v1.5 padding.</summary>
    public static KeyWrapAlgorithm RsaPkcs1 { get; } =
        new RsaKeyWrap(
            ContentAlgorithm.RsaPkcs1Wrap,
            ContentAlgorithm.RsaPkcs1Wrap,
            static (RsaPrivateKey privateKey, byte[] wrapped, string _, out string? obstacle) =>
            {
                obstacle = null;
                return privateKey.UnwrapPkcs1(wrapped);
            }
        );

    /// <summary>Gets the algorithms of V2 envelopes, by the names that envelopes contain.</summary>
    public static IReadOnlyList<KeyWrapAlgorithm> OfV2 { get; } =
    [
        Gcm(ContentAlgorithm.GcmWrap),
        new SymmetricKeyWrap(
            ContentAlgorithm.Rfc3394Wrap,
            ContentAlgorithm.Rfc3394Wrap,
            Rfc3394KeyWrap.IsWrappedLength,
            static (rootKey, wrapped, _) => Rfc3394KeyWrap.Unwrap(rootKey, wrapped)
        ),
        Oaep(ContentAlgorithm.RsaOaepWrap),
        new KmsKeyWrap(ContentAlgorithm.KmsWrap, ContentAlgorithm.KmsWrap, HasContentAlgorithm: false),
        new KmsKeyWrap(ContentAlgorithm.KmsContextWrap, ContentAlgorithm.KmsContextWrap, HasContentAlgorithm: true),
    ];

    /// <summary>Gets the algorithms of V3 envelopes, by the numbers that envelopes contain.</summary>
    public static IReadOnlyList<KeyWrapAlgorithm> OfV3 { get; } =
    [Gcm("02"), new KmsKeyWrap("12", ContentAlgorithm.KmsContextWrap, HasContentAlgorithm: true), Oaep("22")];

    /// <summary>Returns the algorithm with this value in an envelope; null if there is none.</summary>
    public static KeyWrapAlgorithm? Find(IReadOnlyList<KeyWrapAlgorithm> known, string? id) =>
        known.FirstOrDefault(algorithm => string.Equals(algorithm.Id, id, StringComparison.Ordinal));

    static SymmetricKeyWrap Gcm(string id) => new(id, ContentAlgorithm.GcmWrap, GcmKeyWrap.IsWrappedLength, GcmKeyWrap.Unwrap);

    static RsaKeyWrap Oaep(string id) =>
        new(
            id,
            ContentAlgorithm.RsaOaepWrap,
            static (RsaPrivateKey privateKey, byte[] wrapped, string contentAlgorithm, out string? obstacle) =>
                privateKey.UnwrapOaepSha1(wrapped, contentAlgorithm, out obstacle)
        );
}
