using System.Security.Cryptography;

namespace LocalS3;

/// <summary>A cryptographic hash as a checksum.</summary>
sealed class HashChecksum(HashAlgorithmName name) : RunningChecksum
{
    readonly IncrementalHash hash = IncrementalHash.CreateHash(name);

    public override void Append(ReadOnlySpan<byte> bytes) => hash.AppendData(bytes);

    public override byte[] Finish() => hash.GetHashAndReset();

    public override void Dispose() => hash.Dispose();
}
