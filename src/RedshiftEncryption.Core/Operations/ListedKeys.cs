using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Looks up objects below a key prefix in pages of its listing. Each page but the first is read when a key on it is looked up,
/// and begins there, so that the order of the keys does not matter. Reads no more pages when most of what they contain is not looked
/// up: a single request for each key then costs less. Thread-safe.
/// </summary>
/// <param name="bucketName">The bucket.</param>
/// <param name="keyPrefix">The literal prefix of all keys that are looked up.</param>
internal sealed class ListedKeys(string bucketName, string keyPrefix) : IDisposable
{
    /// <summary>The number of pages that are read before any key was found.</summary>
    const int PagesInAdvance = 8;

    /// <summary>The number of keys found for which another page is read. S3 charges for a page as for 12 single requests.</summary>
    const int KeysPerPage = 12;

    /// <summary>The number of pages that are kept, of a thousand keys each.</summary>
    const int MaximumPages = 64;

    readonly SemaphoreSlim turn = new(1);

    /// <summary>The pages, the last used one first.</summary>
    readonly LinkedList<Page> pages = [];
    int pagesRead;
    int keysFound;
    bool cannotList;

    /// <summary>Looks up a key.</summary>
    /// <param name="store">The store that a page is requested from.</param>
    /// <param name="key">The whole key.</param>
    /// <param name="cancellationToken">Cancels the request and the wait for that of another key.</param>
    /// <returns>Whether the listing shows if the object exists; and the object, null if it does not.</returns>
    /// <exception cref="ObjectStoreException">The listing cannot be read.</exception>
    public async Task<(bool IsKnown, ListedObject? Found)> FindAsync(IObjectLister store, string key, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Covering(key) is { } known)
                return Find(known, key);
            if (cannotList || pagesRead >= PagesInAdvance + (keysFound / KeysPerPage))
                return default;
            // The first page begins with the prefix. Of a short listing it is the only one, whichever key is looked up first.
            var from = pagesRead == 0 ? keyPrefix : key;
            if (await ReadAsync(store, from, cancellationToken).ConfigureAwait(false) is not { } page)
                return default;
            if (!page.Covers(key))
                page = await ReadAsync(store, key, cancellationToken).ConfigureAwait(false);
            return page?.Covers(key) == true ? Find(page, key) : default;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    Page? Covering(string key)
    {
        for (var node = pages.First; node is not null; node = node.Next)
        {
            if (!node.Value.Covers(key))
                continue;
            pages.Remove(node);
            pages.AddFirst(node);
            return node.Value;
        }
        return null;
    }

    (bool IsKnown, ListedObject? Found) Find(Page page, string key)
    {
        if (!page.Objects.TryGetValue(key, out var found))
            return (true, null);
        keysFound++;
        return (true, found);
    }

    /// <param name="store">The store.</param>
    /// <param name="from">The key that the page begins with.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    async Task<Page?> ReadAsync(IObjectLister store, string from, CancellationToken cancellationToken)
    {
        pagesRead++;
        ObjectPage listed;
        try
        {
            listed = await store.ListFromAsync(bucketName, keyPrefix, Before(from), cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectStoreException exception) when (exception.Fault is ObjectStoreFault.AccessDenied or ObjectStoreFault.NotImplemented)
        {
            // Without permission to list the bucket, its objects can still be described one by one.
            cannotList = true;
            return null;
        }
        // Directory buckets and some other servers list in another order, in which a page says nothing about keys between two.
        var isInOrder = listed
            .Objects.Zip(listed.Objects.Skip(1), static (left, right) => Compare(left.Key, right.Key) < 0)
            .All(static less => less);
        if (!isInOrder)
        {
            cannotList = true;
            return null;
        }
        var isLast = listed.Continuation is null;
        // An empty page before the last one shows nothing.
        if (!isLast && listed.Objects.Count == 0)
            return null;
        var page = new Page(
            from,
            isLast ? null : listed.Objects[listed.Objects.Count - 1].Key,
            listed.Objects.ToDictionary(static found => found.Key, StringComparer.Ordinal)
        );
        pages.AddFirst(page);
        if (pages.Count > MaximumPages)
            pages.RemoveLast();
        return page;
    }

    /// <summary>Returns a key shortly before another one, so that a listing after it begins with the other.</summary>
    static string Before(string key)
    {
        if (key.Length == 0)
            return key;
        var last = key[key.Length - 1];
        var start = key.Substring(0, key.Length - 1);
        // A listing from further ahead is correct too, and rarely longer.
        return last is > '!' and <= '~' ? start + (char)(last - 1) + '~' : start;
    }

    static int Compare(string left, string right) => KeyOrder.Comparer.Compare(left, right);

    /// <summary>Represents a page: everything in the listing from one key to another.</summary>
    /// <param name="From">The first key that the page shows to exist or not.</param>
    /// <param name="To">The last one; null for the end of the listing.</param>
    /// <param name="Objects">The objects by key.</param>
    sealed record Page(string From, string? To, Dictionary<string, ListedObject> Objects)
    {
        public bool Covers(string key) => Compare(From, key) <= 0 && (To is null || Compare(key, To) <= 0);
    }
}
