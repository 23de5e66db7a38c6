using RedshiftEncryption.Destination;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>Specifies an object to decrypt into a file.</summary>
/// <param name="Address">The object.</param>
/// <param name="Path">The file's absolute path.</param>
/// <param name="Keys">The keys to try.</param>
internal sealed record ReceiveRequest(S3Address Address, string Path, KeyRing Keys)
{
    /// <summary>Gets the directory that must not be left; null if the file itself was specified.</summary>
    public string? Destination { get; init; }

    /// <summary>
    /// Gets an object whose file path differs only in case or Unicode normalization; null if there is none.
    /// </summary>
    public S3Address? Similar { get; init; }

    /// <summary>Gets whether an existing file is overwritten.</summary>
    public bool Overwrites { get; init; }

    /// <summary>Gets whether an existing file with the plaintext's length that is not older is left as it is.</summary>
    public bool SkipsExisting { get; init; }

    /// <summary>Gets whether gzip and zstd are decompressed.</summary>
    public bool Expands { get; init; }

    /// <summary>Gets the limit for decompression.</summary>
    public ExpansionLimit ExpansionLimit { get; init; } = new();

    /// <summary>
    /// Gets whether an instruction file is left out, because it is read with the object that it belongs to. Otherwise it is an
    /// error.
    /// </summary>
    public bool SkipsInstructionFiles { get; init; }

    /// <summary>Gets whether an object without an envelope is an error.</summary>
    public bool RequiresEncryption { get; init; }
}
