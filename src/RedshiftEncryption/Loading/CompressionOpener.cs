using RedshiftEncryption.Codecs;

namespace RedshiftEncryption.Loading;

/// <summary>The one place that names the compression assembly, inside a method body: see <see cref="ObjectStoreOpener"/>.</summary>
internal static class CompressionOpener
{
    public static ICompression Open() => new Compression.StreamCompression();
}
