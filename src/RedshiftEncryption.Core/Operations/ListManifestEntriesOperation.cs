using RedshiftEncryption.Envelope;
using RedshiftEncryption.Redshift.Manifests;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Lists the objects for a manifest: all objects with a prefix, except the manifest itself and empty objects whose keys end
/// with a slash, which consoles create for folders.
/// </summary>
internal sealed class ListManifestEntriesOperation(IObjectLister store)
{
    /// <summary>Lists the objects.</summary>
    /// <param name="request">The objects to list.</param>
    /// <param name="progress">Receives the number of objects in each page.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="ObjectStoreException">The bucket cannot be listed.</exception>
    /// <exception cref="InvalidCopyOptionException">An object has its envelope in an instruction file, which COPY does not
    /// support.</exception>
    public async Task<IReadOnlyList<CopyManifestEntry>> RunAsync(
        ListManifestEntriesRequest request,
        IProgress<int>? progress,
        CancellationToken cancellationToken
    )
    {
        var entries = new List<CopyManifestEntry>();
        await Listings
            .ReadAsync(
                store,
                request.BucketName,
                request.KeyPrefix,
                page =>
                    entries.AddRange(
                        page.Where(listed => !listed.IsFolder && !IsManifest(listed, request)).Select(listed => Entry(listed, request))
                    ),
                progress,
                cancellationToken
            )
            .ConfigureAwait(false);
        RefuseInstructionFiles(entries);
        return entries;
    }

    static bool IsManifest(ListedObject listed, ListManifestEntriesRequest request) =>
        request.Manifest is { } manifest
        && string.Equals(manifest.BucketName, request.BucketName, StringComparison.Ordinal)
        && string.Equals(manifest.Key, listed.Key, StringComparison.Ordinal);

    CopyManifestEntry Entry(ListedObject listed, ListManifestEntriesRequest request) =>
        new(request.BucketName, listed.Key)
        {
            Length = listed.Length,
            Region = store.Region,
            EndpointUrl = store.EndpointUrl,
        };

    static void RefuseInstructionFiles(List<CopyManifestEntry> entries)
    {
        var instructions = entries
            .Select(static entry => (entry.Url, Owner: InstructionFile.OwnerOf(entry.Url)))
            .Where(static file => file.Owner is not null)
            .ToList();
        if (instructions.Count == 0)
            return;
        var urls = new HashSet<string>(entries.Select(static entry => entry.Url), StringComparer.Ordinal);
        if (instructions.Find(file => urls.Contains(file.Owner!)) is { Owner: { } owner, Url: var url })
            throw new InvalidCopyOptionException(
                $"COPY cannot read {owner}: its envelope is in the instruction file {url}, and COPY reads envelopes only from metadata. "
                    + "Convert the object, or specify a -KeyPrefix that excludes it."
            );
    }
}
