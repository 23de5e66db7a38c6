using RedshiftEncryption.Inventory;
using RedshiftEncryption.Reading;
using RedshiftEncryption.Runs;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>Writes and reads the documents of a run.</summary>
/// <param name="store">The store of the run.</param>
/// <param name="location">Where the run is.</param>
/// <param name="buffers">The buffers of the command.</param>
internal sealed class RunDocuments(IObjectWriter store, RunLocation location, BufferPool buffers)
{
    const string JsonType = "application/json";

    /// <summary>The maximum length of a part in bytes: ten thousand rows with the longest keys, all of them escaped.</summary>
    const int MaximumPartLength = 64 * 1024 * 1024;

    const string CsvType = "text/csv; charset=utf-8";

    /// <summary>Starts a run, or joins the one that another shard has started.</summary>
    /// <exception cref="RunException">The run was started with other settings, or its description cannot be read.</exception>
    /// <exception cref="ObjectStoreException">A request failed.</exception>
    public async Task JoinAsync(RunDescription run, CancellationToken cancellationToken)
    {
        var found = await FindRunAsync(cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            try
            {
                _ = await PutAsync(location.Run, RunDescriptionText.Format(run), JsonType, noClobber: true, cancellationToken)
                    .ConfigureAwait(false);
                return;
            }
            catch (ObjectStoreException exception) when (exception.Fault == ObjectStoreFault.ObjectExists)
            {
                // Another shard was faster.
                found = await FindRunAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        var differences = found?.DifferencesFrom(run).ToList();
        if (differences is { Count: 0 })
            return;
        throw new RunException(
            RunFault.RunDiffers,
            differences is null
                ? $"{location.Run} was deleted while the run was started."
                : $"{location.Run} was started with other settings. Different are {string.Join(", ", differences)}."
        );
    }

    /// <summary>Reads the description of the run.</summary>
    /// <exception cref="RunException">There is none, or it cannot be read.</exception>
    /// <exception cref="ObjectStoreException">A request failed.</exception>
    public async Task<RunDescription> ReadRunAsync(CancellationToken cancellationToken) =>
        await FindRunAsync(cancellationToken).ConfigureAwait(false)
        ?? throw new RunException(RunFault.RunNotFound, $"There is no run at {location}: {location.Run} does not exist.");

    Task<RunDescription?> FindRunAsync(CancellationToken cancellationToken) =>
        FindAsync(location.Run, RunDescriptionText.MaximumLength, RunDescriptionText.Parse, cancellationToken);

    /// <summary>Reads the totals of a shard.</summary>
    /// <returns>Null if there are none.</returns>
    /// <exception cref="RunException">The totals cannot be read, or are those of another shard.</exception>
    /// <exception cref="ObjectStoreException">A request failed.</exception>
    public async Task<ShardTotal?> FindTotalAsync(int shard, CancellationToken cancellationToken)
    {
        var address = location.Total(shard);
        var total = await FindAsync(address, ShardTotalText.MaximumLength, ShardTotalText.Parse, cancellationToken).ConfigureAwait(false);
        return total is null || total.ShardIndex == shard
            ? total
            : throw new RunException(RunFault.InvalidRunReport, $"{address} contains the totals of shard {total.ShardIndex}.");
    }

    /// <summary>Writes the totals of a shard over earlier ones.</summary>
    /// <exception cref="ObjectStoreException">The request failed.</exception>
    public Task WriteAsync(ShardTotal total, CancellationToken cancellationToken) =>
        PutAsync(location.Total(total.ShardIndex), ShardTotalText.Format(total), JsonType, noClobber: false, cancellationToken);

    /// <summary>Writes a part of a shard's report over an earlier one.</summary>
    /// <param name="shard">The number of the shard, from 0.</param>
    /// <param name="part">The number of the part, from 1.</param>
    /// <param name="content">The rows.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The ETag; null if the server does not send it.</returns>
    /// <exception cref="ObjectStoreException">The request failed.</exception>
    public Task<string?> WritePartAsync(int shard, int part, ArraySegment<byte> content, CancellationToken cancellationToken) =>
        PutAsync(location.Part(shard, part), content, CsvType, noClobber: false, cancellationToken);

    /// <summary>Reads a part of a shard's report.</summary>
    /// <param name="shard">The number of the shard, from 0.</param>
    /// <param name="number">The number of the part, from 1.</param>
    /// <param name="part">What the totals state about it.</param>
    /// <param name="openCsv">Opens the reader of CSV rows.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="RunException">The part cannot be read, or is not the one that the totals state.</exception>
    /// <exception cref="ObjectStoreException">The part does not exist, has been overwritten since, or cannot be read.</exception>
    public async Task<IReadOnlyList<ReportRow>> ReadPartAsync(
        int shard,
        int number,
        ReportPart part,
        Func<TextReader, ICsvRows> openCsv,
        CancellationToken cancellationToken
    )
    {
        var address = location.Part(shard, number);
        var content = await ReadAsync(address, MaximumPartLength, part.ETag, cancellationToken).ConfigureAwait(false);
        using var csv = openCsv(new StreamReader(new MemoryStream(content.ToArray())));
        var rows = new List<ReportRow>(part.Rows);
        try
        {
            while (await csv.ReadAsync().ConfigureAwait(false) is { } fields)
                rows.Add(ReportRow.Read(fields));
        }
        catch (Exception exception) when (exception is FormatException or InvalidDataException)
        {
            throw new RunException(RunFault.InvalidRunReport, $"{address} is damaged at row {csv.Number}.", exception);
        }
        return rows.Count == part.Rows
            ? rows
            : throw new RunException(
                RunFault.InvalidRunReport,
                $"{address} has {rows.Count} rows, but {part.Rows} in the totals of its shard."
            );
    }

    async Task<string?> PutAsync(
        S3Address address,
        ArraySegment<byte> content,
        string contentType,
        bool noClobber,
        CancellationToken cancellationToken
    )
    {
        var write = new ObjectWrite(address)
        {
            Headers = new ObjectHeaders { ContentType = contentType },
            NoClobber = noClobber,
        };
        var stored = await new ObjectUpload(store).PutAsync(write, content, cancellationToken).ConfigureAwait(false);
        return stored.ETag;
    }

    async Task<T?> FindAsync<T>(
        S3Address address,
        int maximumLength,
        Func<ReadOnlyMemory<byte>, S3Address, T> parse,
        CancellationToken cancellationToken
    )
        where T : class
    {
        try
        {
            return parse(await ReadAsync(address, maximumLength, eTag: null, cancellationToken).ConfigureAwait(false), address);
        }
        catch (ObjectStoreException exception) when (exception.Fault == ObjectStoreFault.ObjectNotFound)
        {
            return null;
        }
    }

    async Task<ReadOnlyMemory<byte>> ReadAsync(S3Address address, int maximumLength, string? eTag, CancellationToken cancellationToken)
    {
        using var opened = await OpenedObject.OpenLockedAsync(store, address, cancellationToken, eTag).ConfigureAwait(false);
        if (opened.Reading.Kind != EnvelopeKind.None || opened.Content.ObjectLength > maximumLength)
            throw new RunException(
                RunFault.InvalidRunReport,
                $"{address} is client-side encrypted, or has more than {maximumLength} bytes. It is not a document of a run."
            );
        return await PlaintextChunks.ReadAllAsync(opened, buffers, cancellationToken).ConfigureAwait(false);
    }
}
