using System.Security.Cryptography;
using System.Text;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>
/// The destinations that the objects of one command have taken, each by 16 bytes of its hash: a million take some 40 MB.
/// Not thread-safe.
/// </summary>
internal sealed class TakenDestinations
{
    const int HashLength = 16;

    readonly HashSet<Guid> taken = [];

    /// <summary>Takes a destination for an object.</summary>
    /// <returns>Whether no other object had it.</returns>
    public bool TryTake(S3Address destination) =>
        taken.Add(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(destination.ToString())).AsSpan(0, HashLength).ToArray()));
}
