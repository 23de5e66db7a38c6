using RedshiftEncryption.Codecs;
using RedshiftEncryption.Inventory;
using RedshiftEncryption.Reading;
using RedshiftEncryption.Runs;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>Reads the objects of an inventory: an S3 Inventory report, or a CSV file of a query or for S3 Batch Operations.</summary>
/// <param name="store">The store that contains the inventory.</param>
/// <param name="buffers">The buffers of the command.</param>
/// <param name="openCompression">Called for compressed files.</param>
/// <param name="openCsv">Opens the reader of CSV rows.</param>
internal sealed class ReadInventoryOperation(
    IObjectReader store,
    BufferPool buffers,
    Func<ICompression> openCompression,
    Func<TextReader, ICsvRows> openCsv
)
{
    const string ManifestSuffix = ".json";

    /// <summary>Reads what an inventory consists of. A CSV file is not read yet.</summary>
    /// <param name="address">The manifest.json of an S3 Inventory report, or a CSV file, which may be compressed with gzip.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="InventoryException">The object is not a manifest that can be read.</exception>
    /// <exception cref="ObjectStoreException">The object cannot be read.</exception>
    public async Task<ObjectInventory> OpenAsync(S3Address address, CancellationToken cancellationToken)
    {
        if (!address.Key.EndsWith(ManifestSuffix, StringComparison.OrdinalIgnoreCase))
            return new ObjectInventory(address, [new InventoryFile(address, Length: null, Md5: null)]);
        using var opened = await OpenPlainAsync(address, cancellationToken).ConfigureAwait(false);
        var length = opened.Content.ObjectLength;
        if (length > InventoryManifest.MaximumLength)
            throw new InventoryException(
                InventoryFault.UnsupportedInventory,
                $"{address} has {length} bytes, more than the {InventoryManifest.MaximumLength} that are read."
            );
        var content = await PlaintextChunks.ReadAllAsync(opened, buffers, cancellationToken).ConfigureAwait(false);
        return InventoryManifest.Parse(content, address);
    }

    /// <summary>Begins to read the objects of a shard.</summary>
    /// <returns>The pages, which the caller disposes of.</returns>
    public InventoryPages Read(ObjectInventory inventory, Shard shard) => Read(inventory, shard.Of(inventory.Files));

    /// <summary>Adds up the rows of a data file, without delete markers and earlier versions.</summary>
    /// <exception cref="InventoryException">The file is not what the inventory states.</exception>
    /// <exception cref="ObjectStoreException">The file cannot be read.</exception>
    public async Task<RowTotal> CountAsync(ObjectInventory inventory, InventoryFile file, CancellationToken cancellationToken)
    {
        using var pages = Read(inventory, [new InventoryShare(file, 0, 1)]);
        try
        {
            var total = default(RowTotal);
            while (await pages.NextAsync(cancellationToken).ConfigureAwait(false) is { } rows)
            {
                foreach (var row in rows)
                    total = total.With(row);
            }
            return total;
        }
        finally
        {
            await pages.CloseAsync().ConfigureAwait(false);
        }
    }

    InventoryPages Read(ObjectInventory inventory, IReadOnlyList<InventoryShare> shares) => new(inventory, shares, OpenFileAsync, openCsv);

    async Task<InventoryContent> OpenFileAsync(InventoryFile file, CancellationToken cancellationToken)
    {
        var opened = await OpenPlainAsync(file.Address, cancellationToken).ConfigureAwait(false);
        try
        {
            if (file.Length is { } stated && stated != opened.Content.ObjectLength)
                throw new InventoryException(
                    InventoryFault.InvalidInventory,
                    $"{file.Address} has {opened.Content.ObjectLength} bytes, but {stated} in the inventory."
                );
            return new InventoryContent(file, opened, buffers, openCompression);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    async Task<OpenedObject> OpenPlainAsync(S3Address address, CancellationToken cancellationToken)
    {
        var opened = await OpenedObject.OpenLockedAsync(store, address, cancellationToken).ConfigureAwait(false);
        if (opened.Reading.Kind == EnvelopeKind.None)
            return opened;
        opened.Dispose();
        throw new InventoryException(
            InventoryFault.UnsupportedInventory,
            $"{address} is client-side encrypted, and an inventory is read as it is."
        );
    }
}
