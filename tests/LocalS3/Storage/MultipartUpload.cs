using System.Security.Cryptography;

namespace LocalS3;

/// <summary>An open multipart upload. Thread-safe.</summary>
sealed class MultipartUpload(string key, ObjectAttributes attributes, ChecksumAlgorithm? checksumAlgorithm, string? checksumType)
{
    static int lastNumber;

    readonly Lock gate = new();
    readonly SortedDictionary<int, UploadedPart> parts = [];

    /// <summary>Ids of later uploads sort behind those of earlier ones: listings of one key go by time and by id at once.</summary>
    public string Id { get; } = $"{Interlocked.Increment(ref lastNumber):x8}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(28))}";

    public string Key => key;

    public DateTimeOffset Initiated { get; } = DateTimeOffset.UtcNow;

    public ObjectAttributes Attributes => attributes;

    public ObjectTags Tags { get; init; } = ObjectTags.None;

    /// <summary>Null when the upload was created without one; parts may then have any.</summary>
    public ChecksumAlgorithm? ChecksumAlgorithm => checksumAlgorithm;

    public string? ChecksumType => checksumType;

    public void Put(UploadedPart part)
    {
        lock (gate)
            parts[part.Number] = part;
    }

    /// <summary>The parts as they are now, by number.</summary>
    public IReadOnlyDictionary<int, UploadedPart> Snapshot()
    {
        lock (gate)
            return new SortedDictionary<int, UploadedPart>(parts);
    }
}
