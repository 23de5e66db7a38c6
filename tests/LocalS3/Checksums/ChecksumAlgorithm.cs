using System.Security.Cryptography;

namespace LocalS3;

/// <summary>One of S3's additional checksums.</summary>
sealed class ChecksumAlgorithm
{
    static readonly ulong[] Crc32Tables = TableChecksum.CreateTables(0xEDB88320);
    static readonly ulong[] Crc64NvmeTables = TableChecksum.CreateTables(0x9A6C9329AC4BC9B5);

    readonly Func<RunningChecksum> start;

    ChecksumAlgorithm(string name, int digestLength, string? onlyType, Func<RunningChecksum> start)
    {
        Name = name;
        DigestLength = digestLength;
        OnlyType = onlyType;
        HeaderName = "x-amz-checksum-" + name.ToLowerInvariant();
        ElementName = "Checksum" + name;
        this.start = start;
    }

    public static IReadOnlyList<ChecksumAlgorithm> All { get; } =
    [
        new("CRC32", 4, onlyType: null, () => new TableChecksum(Crc32Tables, lengthInBytes: 4)),
        new("CRC32C", 4, onlyType: null, () => new Crc32CChecksum()),
        new("CRC64NVME", 8, ChecksumType.FullObject, () => new TableChecksum(Crc64NvmeTables, lengthInBytes: 8)),
        new("SHA1", 20, ChecksumType.Composite, () => new HashChecksum(HashAlgorithmName.SHA1)),
        new("SHA256", 32, ChecksumType.Composite, () => new HashChecksum(HashAlgorithmName.SHA256)),
    ];

    public string Name { get; }

    /// <summary>In bytes.</summary>
    public int DigestLength { get; }

    /// <summary>The one <see cref="ChecksumType"/> that a multipart upload can have with it, if it is only one.</summary>
    public string? OnlyType { get; }

    public string HeaderName { get; }

    public string ElementName { get; }

    /// <exception cref="S3Exception">The algorithm is not supported here.</exception>
    public static ChecksumAlgorithm Parse(string name) =>
        All.FirstOrDefault(algorithm => algorithm.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw Refusal.InvalidRequest(
            "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]"
        );

    public RunningChecksum Start() => start();

    /// <summary>Whether a text is the base64 form of a digest of this algorithm.</summary>
    public bool IsDigest(string text)
    {
        Span<byte> digest = stackalloc byte[DigestLength];
        return Convert.TryFromBase64String(text, digest, out var length) && length == DigestLength;
    }
}
