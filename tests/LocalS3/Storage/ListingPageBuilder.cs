namespace LocalS3;

/// <summary>Puts sorted keys together to one page of a listing.</summary>
sealed class ListingPageBuilder(string prefix, string delimiter, string after, int maxEntries)
{
    readonly List<StoredObject> objects = [];
    readonly List<string> commonPrefixes = [];
    string? last;
    bool isTruncated;

    /// <returns>False when no further key can belong to the page.</returns>
    public bool Add(StoredObject stored)
    {
        var key = stored.Key;
        if (!key.StartsWith(prefix, StringComparison.Ordinal))
            return false;
        var end = delimiter.Length == 0 ? -1 : key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
        var entry = end < 0 ? key : key[..(end + delimiter.Length)];
        // Keys of one common prefix are adjacent. The prefix represents all of them, also if it was the last entry of the page before.
        if (
            key.Equals(after, StringComparison.Ordinal)
            || entry.Equals(after, StringComparison.Ordinal)
            || entry.Equals(last, StringComparison.Ordinal)
        )
            return true;
        if (objects.Count + commonPrefixes.Count == maxEntries)
        {
            isTruncated = maxEntries > 0;
            return false;
        }
        if (end < 0)
            objects.Add(stored);
        else
            commonPrefixes.Add(entry);
        last = entry;
        return true;
    }

    public ListingPage Build() => new(objects, commonPrefixes, last, isTruncated);
}
