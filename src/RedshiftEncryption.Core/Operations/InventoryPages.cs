using System.Text;
using RedshiftEncryption.Inventory;

namespace RedshiftEncryption.Operations;

/// <summary>Reads the rows of a shard, page by page, so that an inventory of any length streams through. Not thread-safe.</summary>
/// <param name="inventory">The inventory.</param>
/// <param name="shares">What the shard reads of it.</param>
/// <param name="openFile">Opens a data file.</param>
/// <param name="openCsv">Opens the reader of CSV rows.</param>
internal sealed class InventoryPages(
    ObjectInventory inventory,
    IReadOnlyList<InventoryShare> shares,
    Func<InventoryFile, CancellationToken, Task<InventoryContent>> openFile,
    Func<TextReader, ICsvRows> openCsv
) : IDisposable
{
    /// <summary>The number of rows of a page, as a listing has.</summary>
    const int PageLength = 1000;

    int next;
    InventoryContent? content;
    ICsvRows? rows;
    InventoryColumns? columns;

    /// <summary>Gets the number of rows that belong to the shard so far, with those that name no object.</summary>
    public long Count { get; private set; }

    /// <summary>Gets the number of delete markers and earlier versions among the rows that were read.</summary>
    public long SkippedCount { get; private set; }

    /// <summary>Reads the next rows: at most a thousand.</summary>
    /// <returns>The rows, null at the end. A row that names no object has an error, and belongs to the file's first part.</returns>
    /// <exception cref="InventoryException">A file is not what the inventory states.</exception>
    /// <exception cref="ObjectStoreException">A file cannot be read.</exception>
    public async Task<IReadOnlyList<InventoryRow>?> NextAsync(CancellationToken cancellationToken)
    {
        var page = new List<InventoryRow>(PageLength);
        while (page.Count < PageLength)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (rows is null)
            {
                if (next == shares.Count)
                    return page.Count == 0 ? null : page;
                content = await openFile(shares[next].File, cancellationToken).ConfigureAwait(false);
                rows = openCsv(content.Text);
                columns = inventory.Columns;
            }
            var share = shares[next];
            if (await ReadAsync(share).ConfigureAwait(false) is not { } fields)
            {
                await content!.CompleteAsync(cancellationToken).ConfigureAwait(false);
                await CloseAsync().ConfigureAwait(false);
                next++;
            }
            else if (Row(share, fields) is { } row)
            {
                Count++;
                page.Add(row);
            }
        }
        return page;
    }

    /// <summary>Waits for the requests in progress and closes the file.</summary>
    public async Task CloseAsync()
    {
        if (content is not null)
            await content.StopAsync().ConfigureAwait(false);
        Dispose();
    }

    public void Dispose()
    {
        rows?.Dispose();
        content?.Dispose();
        (rows, content) = (null, null);
    }

    async Task<string[]?> ReadAsync(InventoryShare share)
    {
        try
        {
            return await rows!.ReadAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InvalidDataException or DecoderFallbackException)
        {
            var reason = exception is DecoderFallbackException ? $"Its text after row {rows!.Number} is not UTF-8." : exception.Message;
            throw new InventoryException(
                InventoryFault.InvalidInventory,
                $"{share.File.Address} is damaged or is not a CSV file. {reason}",
                exception
            );
        }
    }

    /// <returns>Null for a header, for a row of another part, and for one that is left out.</returns>
    InventoryRow? Row(InventoryShare share, string[] fields)
    {
        var number = rows!.Number;
        try
        {
            if (columns is null)
            {
                columns = InventoryColumns.OfFirstRow(fields, out var isHeader);
                if (isHeader)
                    return null;
            }
        }
        catch (FormatException exception)
        {
            throw new InventoryException(
                InventoryFault.UnsupportedInventory,
                $"{share.File.Address} is not an inventory: {exception.Message}.",
                exception
            );
        }
        try
        {
            if (columns.Read(fields, number, share.File.Address) is { } row)
                return Shard.Contains(row.Address!, share.Part, share.Parts) ? row : null;
            SkippedCount++;
            return null;
        }
        catch (FormatException exception)
        {
            return share.Part > 0
                ? null
                : new InventoryRow(number, Address: null, share.File.Address)
                {
                    Fault = new InventoryException(
                        InventoryFault.InvalidInventoryRow,
                        $"Row {number} of {share.File.Address} does not name an object: {exception.Message}.",
                        exception
                    ),
                };
        }
    }
}
