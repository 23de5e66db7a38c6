using RedshiftEncryption.Destination;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Redshift.Ssh;

namespace RedshiftEncryption.Operations;

/// <summary>Specifies a share to stream.</summary>
/// <param name="Share">The objects.</param>
/// <param name="Keys">The keys to try.</param>
internal sealed record StreamShareRequest(LoadShare Share, KeyRing Keys)
{
    /// <summary>Gets whether gzip and zstd are decompressed.</summary>
    public bool Expands { get; init; }

    /// <summary>Gets the limit for decompression.</summary>
    public ExpansionLimit ExpansionLimit { get; init; } = new();

    /// <summary>Gets whether every object begins with a header line, which is left out.</summary>
    public bool SkipsHeaders { get; init; }

    /// <summary>Gets whether an object without an envelope is an error.</summary>
    public bool RequiresEncryption { get; init; }

    /// <summary>Gets the number of objects that are checked concurrently.</summary>
    public int ConcurrentChecks { get; init; } = 8;
}
