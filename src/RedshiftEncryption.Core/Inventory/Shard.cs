using System.Buffers.Binary;
using RedshiftEncryption.Integrity;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Inventory;

/// <summary>Represents one of several disjoint parts of the objects, which together are all of them.</summary>
/// <param name="Index">The number of the shard, from 0.</param>
/// <param name="Count">The number of shards.</param>
internal sealed record Shard(int Index, int Count)
{
    /// <summary>The largest number of shards.</summary>
    public const int MaximumCount = 1_000_000;

    /// <summary>Gets the only shard of work that is not divided.</summary>
    public static Shard Whole { get; } = new(0, 1);

    /// <summary>
    /// Returns what this shard reads of an inventory. If there are more files than shards, each file belongs to one shard, so that the
    /// shards have about the same number of bytes. Otherwise each shard reads one file, and takes a part of its objects.
    /// </summary>
    /// <param name="files">The files of the inventory, in any order.</param>
    public IReadOnlyList<InventoryShare> Of(IReadOnlyList<InventoryFile> files)
    {
        if (files.Count == 0)
            return [];
        var sorted = files
            .OrderByDescending(static file => file.Length ?? 0)
            .ThenBy(static file => file.Address.Key, StringComparer.Ordinal)
            .ToList();
        if (files.Count > Count)
            return [.. Balanced(sorted).Select(static file => new InventoryShare(file, 0, 1))];
        var number = Index % sorted.Count;
        return [new InventoryShare(sorted[number], Index / sorted.Count, (Count - number + sorted.Count - 1) / sorted.Count)];
    }

    /// <summary>Returns whether an object belongs to a part. The result depends on nothing but the object and the numbers.</summary>
    /// <param name="address">The object.</param>
    /// <param name="part">The number of the part, from 0.</param>
    /// <param name="parts">The number of parts.</param>
    public static bool Contains(S3Address address, int part, int parts)
    {
        if (parts == 1)
            return true;
        var hash = FieldHash.Of(address.BucketName, address.Key, address.VersionId ?? "");
        return (int)(BinaryPrimitives.ReadUInt64BigEndian(hash) % (ulong)parts) == part;
    }

    /// <summary>Gives each file, the longest first, to the shard with the fewest bytes so far.</summary>
    List<InventoryFile> Balanced(List<InventoryFile> sorted)
    {
        var lengths = new long[Count];
        var own = new List<InventoryFile>();
        foreach (var file in sorted)
        {
            var least = Array.IndexOf(lengths, lengths.Min());
            // An empty file counts too, so that files of unknown length are spread.
            lengths[least] += (file.Length ?? 0) + 1;
            if (least == Index)
                own.Add(file);
        }
        return own;
    }
}
