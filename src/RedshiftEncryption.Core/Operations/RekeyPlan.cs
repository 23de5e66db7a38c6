using RedshiftEncryption.Envelope;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>What an object that is to get another root key was found to be.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Description">What the server says of it.</param>
/// <param name="Envelope">Null where it is not client-side encrypted.</param>
/// <param name="RootKey">Opens it now; the new one where there is nothing left to do, null where it is not client-side encrypted.</param>
internal sealed record RekeyPlan(RekeyRequest Request, ObjectDescription Description, ContentEnvelope? Envelope, RootKey? RootKey)
{
    /// <summary>Whether another root key than the new one opens it.</summary>
    public bool IsDue => RootKey is not null && !ReferenceEquals(RootKey, Request.NewRootKey);
}
