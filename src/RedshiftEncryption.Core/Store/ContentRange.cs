using System.Globalization;
using System.Runtime.InteropServices;

namespace RedshiftEncryption;

/// <summary>A range of an object's content.</summary>
/// <param name="Start">The first byte's offset.</param>
/// <param name="Length">In bytes, at least 1; it may reach beyond the object's end.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ContentRange(long Start, long Length)
{
    /// <summary>The whole object's length in bytes, from a Content-Range header: <c>bytes 0-15/1234</c>.</summary>
    /// <returns>Null where the header does not tell.</returns>
    public static long? ObjectLength(string? header) =>
        header is not null && long.TryParse(header.AsSpan(header.IndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;
}
