using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>Specifies a manifest of UNLOAD to read.</summary>
/// <param name="Address">The manifest.</param>
internal sealed record ReadUnloadManifestRequest(S3Address Address)
{
    /// <summary>Gets the root key for a client-side encrypted manifest.</summary>
    public RootKey? RootKey { get; init; }

    /// <summary>Gets the maximum length of the manifest in bytes.</summary>
    public long MaximumLength { get; init; } = BufferPool.DefaultLimit;
}
