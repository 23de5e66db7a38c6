using RedshiftEncryption.Reading;
using RedshiftEncryption.Redshift.Manifests;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>Recognizes the manifest of an UNLOAD among the objects to convert, and rewrites it for its converted objects.</summary>
internal static class ConvertibleManifest
{
    /// <summary>Returns whether an object may be a manifest, which only its content can show.</summary>
    public static bool IsPossible(string key, long length) =>
        UnloadManifestUrls.IsPossibleKey(key) && length <= UnloadManifestUrls.MaximumLength;

    /// <summary>Reads a manifest.</summary>
    /// <returns>The manifest to store; null for any other object.</returns>
    /// <exception cref="CopyManifestException">The manifest is ambiguous: readers could interpret it differently.</exception>
    /// <exception cref="DamagedContentException">The object is damaged.</exception>
    /// <exception cref="ObjectStoreException">The object cannot be read.</exception>
    public static async Task<RewrittenManifest?> ReadAsync(
        ConvertRequest request,
        OpenedObject opened,
        BufferPool buffers,
        CancellationToken cancellationToken
    )
    {
        if (!IsPossible(request.Source.Key, opened.Description.Length))
            return null;
        var text = await PlaintextChunks.ReadAllAsync(opened, buffers, cancellationToken).ConfigureAwait(false);
        return UnloadManifestUrls.Rewrite(text, request.Mapping, request.Source.ToString());
    }
}
