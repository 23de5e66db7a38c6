using System.Runtime.InteropServices;

namespace RedshiftEncryption.Source;

/// <summary>By what a file that has been written to is known.</summary>
/// <param name="Length">In bytes.</param>
/// <param name="LastWriteTimeUtc">As the file system tells it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SourceState(long Length, DateTime LastWriteTimeUtc);
