using System.Collections.Concurrent;

namespace LocalS3;

/// <summary>All buckets. Thread-safe.</summary>
sealed class Buckets
{
    readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);

    public IEnumerable<Bucket> All => buckets.Values.OrderBy(bucket => bucket.Name, StringComparer.Ordinal);

    public Bucket? Find(string name) => buckets.GetValueOrDefault(name);

    /// <exception cref="S3Exception">There is one of that name already, and S3 would not take the repetition for done.</exception>
    public void Create(string name, string location)
    {
        // In us-east-1 alone creating one's own bucket again succeeds and changes nothing.
        if (!buckets.TryAdd(name, new Bucket(name, location)) && location.Length > 0)
            throw Refusal.BucketAlreadyOwnedByYou(name);
    }

    /// <exception cref="S3Exception">It holds objects.</exception>
    public void Delete(Bucket bucket)
    {
        if (!bucket.IsEmpty)
            throw Refusal.BucketNotEmpty(bucket.Name);
        buckets.TryRemove(bucket.Name, out _);
    }
}
