using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Redshift.Ssh;

/// <summary>Divides objects into shares of similar size, because the load takes as long as its largest share.</summary>
internal static class ShareBalance
{
    /// <summary>The number of bytes in the names that identify the list.</summary>
    const int MarkLength = 4;

    /// <summary>
    /// Divides the objects: the longest first, each to the share that is then the smallest. The same objects result in the same
    /// shares.
    /// </summary>
    /// <param name="objects">The objects; at least one.</param>
    /// <param name="count">The number of connections. There are fewer shares if there are fewer objects.</param>
    public static IReadOnlyList<LoadShare> Divide(IReadOnlyCollection<ShareObject> objects, int count)
    {
        var shares = Enumerable.Range(0, Math.Min(count, objects.Count)).Select(static _ => new List<ShareObject>()).ToList();
        var sizes = new long[shares.Count];
        var sorted = objects.OrderByDescending(SizeOf).ThenBy(static item => item.Address.Uri, StringComparer.Ordinal);
        foreach (var item in sorted)
        {
            var smallest = 0;
            for (var i = 1; i < sizes.Length; i++)
            {
                // Objects of no bytes also take a request each.
                if ((sizes[i], shares[i].Count).CompareTo((sizes[smallest], shares[smallest].Count)) < 0)
                    smallest = i;
            }
            shares[smallest].Add(item);
            sizes[smallest] += SizeOf(item);
        }
        foreach (var share in shares)
            share.Sort(static (left, right) => string.CompareOrdinal(left.Address.Uri, right.Address.Uri));
        var mark = MarkOf(shares);
        return
        [
            .. shares.Select((share, i) => new LoadShare(string.Format(CultureInfo.InvariantCulture, "share-{0}-{1:D3}", mark, i), share)),
        ];
    }

    /// <summary>
    /// Returns digits that differ for other shares: with a manifest and a share list that do not belong together, Redshift would
    /// load only some of the objects, so the host must not know the names.
    /// </summary>
    static string MarkOf(List<List<ShareObject>> shares)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var share in shares)
        {
            foreach (var item in share)
                hash.AppendData(Encoding.UTF8.GetBytes($"{item}\n"));
            hash.AppendData([0]);
        }
        return Hexadecimal.Of(hash.GetHashAndReset().Take(MarkLength));
    }

    public static long SizeOf(ShareObject item) => item.PlaintextLength ?? item.Length;
}
