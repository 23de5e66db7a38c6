using RedshiftEncryption.Codecs;

namespace RedshiftEncryption.Loading;

/// <summary>Opens the compression library. Only this method body refers to its assembly: see <see cref="ObjectStoreOpener"/>.</summary>
internal static class CompressionOpener
{
    public static ICompression Open() => new Compression.StreamCompression();
}
