using RedshiftEncryption.Envelope;
using RedshiftEncryption.Records;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>Specifies an object whose root key is replaced.</summary>
/// <param name="Address">The object. If the address contains a version, it must be the current one.</param>
/// <param name="Keys">The keys, of which one decrypts the object now.</param>
/// <param name="NewRootKey">The root key that decrypts the object afterward.</param>
internal sealed record RekeyRequest(S3Address Address, KeyRing Keys, RootKey NewRootKey)
{
    /// <summary>
    /// Gets the input record of the object, whose properties of the source file are preserved; null if there is none.
    /// </summary>
    public EncryptedS3Object? Known { get; init; }

    /// <summary>
    /// Gets whether a newer version than the specified one is accepted if the new root key opens it. It is left unchanged, as the
    /// result of an earlier run.
    /// </summary>
    public bool AcceptsNewer { get; init; }

    /// <summary>Gets the failure counts for the record: those of the commands that process it, including this one.</summary>
    public IReadOnlyList<FailureCounter> FailureCounters { get; init; } = [];
}
