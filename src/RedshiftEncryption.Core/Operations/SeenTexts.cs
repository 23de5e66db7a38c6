using System.Security.Cryptography;
using System.Text;

namespace RedshiftEncryption.Operations;

/// <summary>Remembers texts, each by 16 bytes of its hash. A million texts need about 40 MB. Not thread-safe.</summary>
internal sealed class SeenTexts
{
    const int HashLength = 16;

    readonly HashSet<Guid> seen = [];

    /// <summary>Adds a text.</summary>
    /// <returns>True if it was not added before; otherwise, false.</returns>
    public bool TryAdd(string text) => seen.Add(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, HashLength).ToArray()));
}
