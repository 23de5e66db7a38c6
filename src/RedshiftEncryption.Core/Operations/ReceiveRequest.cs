using RedshiftEncryption.Destination;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>One object to decrypt into a file.</summary>
/// <param name="Address">The object.</param>
/// <param name="Path">The file's absolute path.</param>
/// <param name="RootKeys">Any of them may open it.</param>
internal sealed record ReceiveRequest(S3Address Address, string Path, RootKeyRing RootKeys)
{
    /// <summary>The directory that must not be left; null where the file itself was named.</summary>
    public string? Destination { get; init; }

    /// <summary>An object whose file's path differs in case or in Unicode's form alone, if there is one.</summary>
    public S3Address? Similar { get; init; }

    /// <summary>Whether a file that is there is replaced.</summary>
    public bool Overwrites { get; init; }

    /// <summary>Whether gzip and zstd are unpacked.</summary>
    public bool Expands { get; init; }

    /// <summary>How far.</summary>
    public ExpansionLimit ExpansionLimit { get; init; } = new();

    /// <summary>Whether an object without an envelope is refused.</summary>
    public bool RequiresEncryption { get; init; }
}
