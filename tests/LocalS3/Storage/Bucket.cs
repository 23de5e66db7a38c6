namespace LocalS3;

/// <summary>A bucket's objects and open uploads. Thread-safe.</summary>
sealed class Bucket(string name, string location)
{
    readonly Lock gate = new();
    readonly Dictionary<string, StoredObject> objects = new(StringComparer.Ordinal);
    readonly SortedSet<string> keys = new(KeyOrder.Instance);
    readonly Dictionary<string, MultipartUpload> uploads = new(StringComparer.Ordinal);

    public string Name => name;

    /// <summary>The Region; empty for us-east-1, as S3 reports it.</summary>
    public string Location => location;

    public DateTimeOffset Created { get; } = DateTimeOffset.UtcNow;

    public bool IsEmpty
    {
        get
        {
            lock (gate)
                return objects.Count == 0;
        }
    }

    public StoredObject? Find(string key)
    {
        lock (gate)
            return objects.GetValueOrDefault(key);
    }

    /// <exception cref="S3Exception">The condition does not hold.</exception>
    public void Put(StoredObject stored, WriteCondition condition)
    {
        lock (gate)
        {
            condition.Check(stored.Key, objects.GetValueOrDefault(stored.Key));
            objects[stored.Key] = stored;
            keys.Add(stored.Key);
        }
    }

    public void Remove(string key)
    {
        lock (gate)
        {
            objects.Remove(key);
            keys.Remove(key);
        }
    }

    /// <summary>A page of the keys that begin with a prefix and come behind an entry of an earlier page.</summary>
    public ListingPage List(string prefix, string delimiter, string after, int maxEntries)
    {
        lock (gate)
        {
            var page = new ListingPageBuilder(prefix, delimiter, after, maxEntries);
            var start = KeyOrder.Instance.Compare(prefix, after) > 0 ? prefix : after;
            if (keys.Max is not { } max || KeyOrder.Instance.Compare(start, max) > 0)
                return page.Build();
            foreach (var key in keys.GetViewBetween(start, max))
            {
                if (!page.Add(objects[key]))
                    break;
            }
            return page.Build();
        }
    }

    public void Begin(MultipartUpload upload)
    {
        lock (gate)
            uploads.Add(upload.Id, upload);
    }

    /// <exception cref="S3Exception">The upload was never open, or has ended.</exception>
    public MultipartUpload FindUpload(string key, string uploadId)
    {
        lock (gate)
        {
            return uploads.TryGetValue(uploadId, out var upload) && upload.Key.Equals(key, StringComparison.Ordinal)
                ? upload
                : throw Refusal.NoSuchUpload(uploadId);
        }
    }

    public IReadOnlyList<MultipartUpload> OpenUploads()
    {
        lock (gate)
            return [.. uploads.Values];
    }

    /// <summary>Ends an upload with an object in its place, or fails and leaves it open.</summary>
    /// <exception cref="S3Exception">The condition does not hold, or the upload has ended.</exception>
    public void Complete(MultipartUpload upload, StoredObject stored, WriteCondition condition)
    {
        lock (gate)
        {
            FindUpload(upload.Key, upload.Id);
            Put(stored, condition);
            uploads.Remove(upload.Id);
        }
    }

    /// <summary>Ends an upload without an object.</summary>
    public void Abort(MultipartUpload upload)
    {
        lock (gate)
            uploads.Remove(upload.Id);
    }
}
