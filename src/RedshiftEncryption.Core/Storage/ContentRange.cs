using System.Runtime.InteropServices;

namespace RedshiftEncryption.Storage;

/// <summary>Represents a range of an object's content.</summary>
/// <param name="Start">The offset of the first byte.</param>
/// <param name="Length">The length in bytes, at least 1; the range can extend beyond the object's end.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ContentRange(long Start, long Length);
