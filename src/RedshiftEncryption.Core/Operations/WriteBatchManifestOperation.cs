using RedshiftEncryption.Cipher;
using RedshiftEncryption.Integrity;
using RedshiftEncryption.Inventory;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Writes a manifest of S3 Batch Operations while its rows are added: with PutObject up to one part, otherwise with a multipart
/// upload, which is aborted if it fails. One thread adds rows, and the upload runs on another one.
/// </summary>
/// <param name="store">The store to write to.</param>
/// <param name="buffers">The buffers of the command.</param>
/// <param name="destination">The manifest.</param>
/// <param name="noClobber">Whether an existing object must not be overwritten.</param>
/// <param name="partLength">The length of a part in bytes.</param>
internal sealed class WriteBatchManifestOperation(
    IObjectWriter store,
    BufferPool buffers,
    S3Address destination,
    bool noClobber,
    int partLength = WriteBatchManifestOperation.PartLength
) : IDisposable
{
    /// <summary>The length of a part in bytes: 10,000 parts are 156 GiB, which is more than a billion rows.</summary>
    public const int PartLength = 16 * 1024 * 1024;

    /// <summary>The encryption of the manifest: S3 Batch Operations does not read one with SSE-KMS.</summary>
    const string Encryption = "AES256";

    const string CsvType = "text/csv";

    readonly PushedParts parts = new();
    PartBuffer? buffer;
    int length;
    int count;

    /// <summary>Gets whether a part is full and was not pushed yet.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <returns>False if there is no part or it is full: push it and begin another one.</returns>
    public bool TryAdd(byte[] row)
    {
        if (buffer is null)
            return false;
        if (length + row.Length > partLength)
        {
            IsFull = true;
            return false;
        }
        row.CopyTo(buffer.Bytes, length);
        length += row.Length;
        return true;
    }

    /// <summary>Waits for the memory of a part.</summary>
    public Task<PartBuffer> RentPartAsync(CancellationToken cancellationToken) =>
        buffers.RentAsync(partLength, cancellationToken, isFilledHere: true);

    /// <summary>Begins the next part, after the one before was pushed.</summary>
    public void BeginPart(PartBuffer next) => (buffer, length) = (next, 0);

    /// <summary>Hands the part over to the upload.</summary>
    /// <param name="isLast">Whether it is the last one.</param>
    /// <exception cref="BatchManifestException">The manifest has more parts than an upload can have.</exception>
    public void PushPart(bool isLast)
    {
        if (++count > PartSize.MaximumParts)
            throw new BatchManifestException(
                BatchManifestFault.ManifestTooLarge,
                $"{destination} would have more than {(long)partLength * PartSize.MaximumParts} bytes."
            );
        uint? crc32C = store.TakesChecksums ? Crc32C.Append(0, buffer!.Bytes.AsSpan(0, length)) : null;
        buffer!.MarkFilled();
        parts.Push(new FilledPart(buffer, new PartContent(length, crc32C)), isLast);
        buffer = null;
        IsFull = false;
    }

    /// <summary>Uploads the parts. Call it before or after the first part is pushed, and once.</summary>
    /// <param name="isLarge">Whether the first part is not the last one.</param>
    /// <param name="progress">Receives the numbers of bytes sent.</param>
    /// <param name="cancellationToken">Cancels the upload.</param>
    /// <exception cref="ObjectStoreException">The server refused a request, cannot be reached, or did not encrypt as
    /// requested.</exception>
    /// <exception cref="UploadNotAbortedException">The upload failed and could not be aborted.</exception>
    public async Task<StoredObject> RunAsync(bool isLarge, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        try
        {
            // Saves the transfer of a large content that the server would refuse at its end.
            if (isLarge && noClobber && await store.FindAsync(destination, cancellationToken).ConfigureAwait(false) is not null)
                throw new ObjectStoreException(ObjectStoreFault.ObjectExists, $"{destination} exists and was not overwritten.");
            var write = new ObjectWrite(destination)
            {
                Headers = new ObjectHeaders { ContentType = CsvType },
                ServerSideEncryption = Encryption,
                NoClobber = noClobber,
            };
            return await new ObjectUpload(store).RunAsync(write, parts, progress, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            parts.Close();
        }
    }

    public void Dispose()
    {
        buffer?.Dispose();
        parts.Dispose();
    }
}
