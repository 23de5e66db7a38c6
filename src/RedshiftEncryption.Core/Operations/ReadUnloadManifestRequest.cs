using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>A manifest of UNLOAD's to read.</summary>
/// <param name="Address">Where it is.</param>
internal sealed record ReadUnloadManifestRequest(S3Address Address)
{
    /// <summary>Opens it where it is client-side encrypted.</summary>
    public RootKey? RootKey { get; init; }

    /// <summary>A longer one is refused, in bytes.</summary>
    public long MaximumLength { get; init; } = PartBuffers.DefaultLimit;
}
