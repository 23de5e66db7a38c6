using System.Text;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Envelope;

/// <summary>
/// Uses a page of a listing to rule out instruction files, which saves two requests for each object without an
/// envelope. S3 lists keys in byte order, so an instruction file that is not on the page does not exist, unless its key
/// would sort after the page's last key.
/// </summary>
internal sealed class ListedInstructionFiles
{
    readonly HashSet<string> keys;

    /// <summary>
    /// The last key in UTF-8; null if keys missing from the page can still exist. Directory buckets list in no order.
    /// </summary>
    readonly byte[]? last;

    readonly bool isWhole;

    /// <param name="page">The page of the listing.</param>
    /// <param name="isFirst">Whether it is the first page.</param>
    public ListedInstructionFiles(ObjectPage page, bool isFirst)
    {
        keys = new HashSet<string>(page.Objects.Select(static listed => listed.Key), StringComparer.Ordinal);
        isWhole = isFirst && page.Continuation is null;
        last = [];
        foreach (var listed in page.Objects)
        {
            var key = Encoding.UTF8.GetBytes(listed.Key);
            if (last.AsSpan().SequenceCompareTo(key) > 0)
            {
                last = null;
                return;
            }
            last = key;
        }
    }

    /// <summary>Returns whether an object of this page certainly has no instruction file.</summary>
    /// <param name="key">A key of the page.</param>
    public bool HasNone(string key) =>
        Array.TrueForAll(InstructionFile.KeysOf(key), instructions => !keys.Contains(instructions) && IsWithin(instructions));

    bool IsWithin(string key) => isWhole || (last is not null && Encoding.UTF8.GetBytes(key).AsSpan().SequenceCompareTo(last) < 0);
}
