using System.Text;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Envelope;

/// <summary>
/// What one page of a listing says of instruction files, which spares two requests for each object without an envelope: S3
/// lists keys by their bytes, so an instruction file that the page does not have behind its object is not there at all,
/// unless it would be behind the page's last key.
/// </summary>
internal sealed class ListedInstructionFiles
{
    readonly HashSet<string> keys;

    /// <summary>In UTF-8; null where the page says nothing of keys that it does not have. Directory buckets list in no order.</summary>
    readonly byte[]? last;

    readonly bool isWhole;

    /// <param name="page">The page.</param>
    /// <param name="isFirst">Whether none was before it.</param>
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

    /// <summary>Whether it is certain that an object of this page has no instruction file.</summary>
    /// <param name="key">One of the page's.</param>
    public bool HasNone(string key) =>
        Array.TrueForAll(InstructionFile.KeysOf(key), instructions => !keys.Contains(instructions) && IsWithin(instructions));

    bool IsWithin(string key) => isWhole || (last is not null && Encoding.UTF8.GetBytes(key).AsSpan().SequenceCompareTo(last) < 0);
}
