using RedshiftEncryption.Codecs;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>Finds the objects of files by their keys, and what is left without a file. Not thread-safe.</summary>
internal sealed class DirectoryPairing
{
    /// <summary>Numbers of more digits are those of more objects than a split makes.</summary>
    const long LargestSplit = 10_000_000;

    readonly SortedDictionary<string, ListedObject> unpaired;

    /// <summary>The keys of paired objects that have a possible instruction file.</summary>
    readonly HashSet<string> instructed = new(StringComparer.Ordinal);

    DirectoryPairing(SortedDictionary<string, ListedObject> objects) => unpaired = objects;

    /// <summary>
    /// Gets the objects that no file was paired with, in the order of their keys. An instruction file belongs to its object.
    /// </summary>
    public IReadOnlyCollection<ListedObject> Unpaired =>
        [.. unpaired.Values.Where(listed => InstructionFile.OwnerOf(listed.Key) is not { } owner || !instructed.Contains(owner))];

    /// <summary>Lists the objects below a key prefix, without folder markers.</summary>
    /// <param name="store">The store to list.</param>
    /// <param name="bucketName">The bucket.</param>
    /// <param name="keyPrefix">A literal prefix; empty for the whole bucket.</param>
    /// <param name="progress">Receives the number of objects of each page; can be null.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="ObjectStoreException">The listing cannot be read.</exception>
    public static async Task<DirectoryPairing> CreateAsync(
        IObjectLister store,
        string bucketName,
        string keyPrefix,
        IProgress<int>? progress,
        CancellationToken cancellationToken
    )
    {
        var objects = new SortedDictionary<string, ListedObject>(KeyOrder.Comparer);
        await Listings.ReadAsync(store, bucketName, keyPrefix, Take, progress, cancellationToken).ConfigureAwait(false);
        return new DirectoryPairing(objects);

        void Take(IReadOnlyList<ListedObject> page)
        {
            foreach (var listed in page.Where(static listed => !listed.IsFolder))
                objects[listed.Key] = listed;
        }
    }

    /// <summary>Pairs a file with its object, which is under the file's key or has the suffix of a compression too.</summary>
    /// <param name="key">The key of the uncompressed file.</param>
    /// <returns>
    /// The object, null if there is none; the compression that its key adds to the file's, null if it adds none; and whether
    /// the file was split into several objects, which are then paired with it.
    /// </returns>
    public (ListedObject? Found, CopyCompression? Compression, bool IsSplit) Pair(string key)
    {
        if (Take(key) is { } found)
            return (found, null, IsSplit: false);
        foreach (var compression in Codecs)
        {
            if (Take(DestinationKey.Suffixed(key, compression)) is { } compressed)
                return (compressed, compression, IsSplit: false);
        }
        return (null, null, TakeSplit(key));
    }

    static IEnumerable<CopyCompression> Codecs =>
        FileFormat.All.Where(static format => format.HasCodec).Select(static format => format.Compression);

    bool TakeSplit(string key)
    {
        foreach (var compression in Codecs.Prepend(CopyCompression.None))
        {
            // The number of digits depends on the number of objects.
            for (var count = 1L; count <= LargestSplit; count *= 10)
            {
                var number = 1L;
                while (Take(DestinationKey.Suffixed(DestinationKey.Numbered(key, number, count), compression)) is not null)
                    number++;
                if (number > 1)
                    return true;
            }
        }
        return false;
    }

    ListedObject? Take(string key)
    {
        if (!unpaired.TryGetValue(key, out var found))
            return null;
        unpaired.Remove(key);
        if (Array.Exists(InstructionFile.KeysOf(key), unpaired.ContainsKey))
            instructed.Add(key);
        return found;
    }
}
