using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Envelope;

/// <summary>Represents an algorithm that wraps an object's data key under a symmetric root key.</summary>
/// <param name="Name">The name in envelopes.</param>
/// <param name="IsWrappedLength">Returns whether a wrapped key can have this length, in bytes.</param>
/// <param name="Unwrap">Returns the data key; null if the root key is wrong.</param>
internal sealed record KeyWrapAlgorithm(string Name, Predicate<int> IsWrappedLength, KeyWrapAlgorithm.UnwrapFunction Unwrap)
{
    /// <summary>Unwraps a data key.</summary>
    /// <param name="rootKey">The root key to try.</param>
    /// <param name="wrapped">The wrapped key, of a possible length.</param>
    /// <param name="contentAlgorithm">The content's algorithm by its name in the envelope, which some algorithms authenticate.</param>
    public delegate DataKey? UnwrapFunction(RootKey rootKey, byte[] wrapped, string contentAlgorithm);

    /// <summary>Gets V1's algorithm: AES-ECB with PKCS #7 padding.</summary>
    public static KeyWrapAlgorithm Ecb { get; } =
        new(ContentAlgorithm.EcbWrap, KeyWrap.IsWrappedLength, static (rootKey, wrapped, _) => KeyWrap.Unwrap(rootKey, wrapped));

    /// <summary>Gets the algorithms of V2 envelopes, by the names that envelopes contain.</summary>
    public static IReadOnlyList<KeyWrapAlgorithm> OfV2 { get; } =
    [
        new(ContentAlgorithm.GcmWrap, GcmKeyWrap.IsWrappedLength, GcmKeyWrap.Unwrap),
        new(
            ContentAlgorithm.Rfc3394Wrap,
            Rfc3394KeyWrap.IsWrappedLength,
            static (rootKey, wrapped, _) => Rfc3394KeyWrap.Unwrap(rootKey, wrapped)
        ),
    ];
}
