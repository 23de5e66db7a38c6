using System.Security.Cryptography;
using System.Text;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Tracks the destinations of one command, each by 16 bytes of its hash. A million destinations need about 40 MB. Not
/// thread-safe.
/// </summary>
internal sealed class TakenDestinations
{
    const int HashLength = 16;

    readonly HashSet<Guid> taken = [];

    /// <summary>Reserves a destination for an object.</summary>
    /// <returns>True if no other object had the destination; otherwise, false.</returns>
    public bool TryTake(S3Address destination) =>
        taken.Add(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(destination.ToString())).AsSpan(0, HashLength).ToArray()));
}
