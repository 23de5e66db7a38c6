using System.Runtime.InteropServices;

namespace RedshiftEncryption.Storage;

/// <summary>A range of an object's content.</summary>
/// <param name="Start">The first byte's offset.</param>
/// <param name="Length">In bytes, at least 1; it may reach beyond the object's end.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ContentRange(long Start, long Length);
