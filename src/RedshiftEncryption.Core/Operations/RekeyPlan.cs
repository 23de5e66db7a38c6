using RedshiftEncryption.Envelope;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>Represents a planned rotation. Planning reads no content and writes nothing.</summary>
/// <param name="Request">The request.</param>
/// <param name="Description">What the server reports about the object.</param>
/// <param name="Reading">The object's envelope.</param>
/// <param name="RootKey">The root key that opens the object: the new one if nothing is due, and null if the object is not
/// client-side encrypted.</param>
internal sealed record RekeyPlan(RekeyRequest Request, ObjectDescription Description, EnvelopeReading Reading, RootKey? RootKey)
{
    /// <summary>Gets whether a root key other than the new one opens the object.</summary>
    public bool IsDue => RootKey is not null && !ReferenceEquals(RootKey, Request.NewRootKey);
}
