using System.Runtime.InteropServices;

namespace RedshiftEncryption.Source;

/// <summary>Represents the state of a file, which shows whether the file was modified.</summary>
/// <param name="Length">The length in bytes.</param>
/// <param name="LastWriteTimeUtc">The last write time that the file system reports, in UTC.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SourceState(long Length, DateTime LastWriteTimeUtc);
