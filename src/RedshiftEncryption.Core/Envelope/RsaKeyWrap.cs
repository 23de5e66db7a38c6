using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Envelope;

/// <summary>Represents an algorithm that wraps data keys under an RSA public key.</summary>
/// <param name="Id">The value in envelopes; V1's have none.</param>
/// <param name="Name">The name for users.</param>
/// <param name="Unwrap">Unwraps a data key.</param>
internal sealed record RsaKeyWrap(string Id, string Name, RsaKeyWrap.UnwrapFunction Unwrap)
    : KeyWrapAlgorithm(Id, Name, static length => length is >= SmallestLength and <= LargestLength)
{
    /// <summary>Unwraps a data key.</summary>
    /// <param name="key">The key to try.</param>
    /// <param name="wrapped">The wrapped key, of a possible length.</param>
    /// <param name="contentAlgorithm">The content's algorithm by its name in the envelope.</param>
    /// <param name="obstacle">Why the key is right but must not be used, as the rest of a sentence; null otherwise.</param>
    /// <returns>The data key; null if the key to try is wrong or there is an obstacle.</returns>
    public delegate DataKey? UnwrapFunction(RsaPrivateKey key, byte[] wrapped, string contentAlgorithm, out string? obstacle);

    /// <summary>The length of what a 1,024-bit key wraps, in bytes.</summary>
    public const int SmallestLength = 128;

    /// <summary>The length of what a 16,384-bit key wraps, in bytes.</summary>
    const int LargestLength = 2048;
}
