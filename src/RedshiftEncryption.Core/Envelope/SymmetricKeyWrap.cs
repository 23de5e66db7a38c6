using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Envelope;

/// <summary>Represents an algorithm that wraps data keys under a symmetric root key.</summary>
/// <param name="Id">The value in envelopes; V1's have none.</param>
/// <param name="Name">The name for users.</param>
/// <param name="IsWrappedLength">Returns whether a wrapped key can have this length, in bytes.</param>
/// <param name="Unwrap">Unwraps a data key.</param>
internal sealed record SymmetricKeyWrap(string Id, string Name, Predicate<int> IsWrappedLength, SymmetricKeyWrap.UnwrapFunction Unwrap)
    : KeyWrapAlgorithm(Id, Name, IsWrappedLength)
{
    /// <summary>Unwraps a data key.</summary>
    /// <param name="rootKey">The root key to try.</param>
    /// <param name="wrapped">The wrapped key, of a possible length.</param>
    /// <param name="contentAlgorithm">The content's algorithm by its name in the envelope, which some algorithms authenticate.</param>
    /// <returns>The data key; null if the root key is wrong.</returns>
    public delegate DataKey? UnwrapFunction(RootKey rootKey, byte[] wrapped, string contentAlgorithm);
}
