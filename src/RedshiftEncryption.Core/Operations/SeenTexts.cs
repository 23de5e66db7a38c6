using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace RedshiftEncryption.Operations;

/// <summary>Remembers texts, each by 16 bytes of its hash. A million texts need about 40 MB. Not thread-safe.</summary>
internal sealed class SeenTexts
{
    const int HashLength = 16;

    readonly HashSet<Guid> seen = [];

    /// <summary>Adds a text.</summary>
    /// <returns>True if it was not added before; otherwise, false.</returns>
    // UTF-16, because UTF-8 has the same bytes for any half of a surrogate pair, which a file name of Windows can have.
    public bool TryAdd(string text) =>
        seen.Add(new Guid(SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()).ToArray()).AsSpan(0, HashLength).ToArray()));
}
