using RedshiftEncryption.Envelope;
using RedshiftEncryption.Records;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>One object that is to get another root key.</summary>
/// <param name="Address">Where it is; where it names a version, that must be the current one.</param>
/// <param name="RootKeys">Of which one opens it now.</param>
/// <param name="NewRootKey">Opens it afterwards.</param>
internal sealed record RekeyRequest(S3Address Address, RootKeyRing RootKeys, RootKey NewRootKey)
{
    /// <summary>What the record that named the object says of the source file, which stays true; null where none did.</summary>
    public EncryptedS3Object? Known { get; init; }

    /// <summary>Tallies of the commands that the record will have come from.</summary>
    public IReadOnlyList<FailureTally> Tallies { get; init; } = [];
}
