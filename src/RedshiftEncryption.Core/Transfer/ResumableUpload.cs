using RedshiftEncryption.Envelope;
using RedshiftEncryption.Integrity;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// Makes the multipart upload of one object resumable. Its state file is written before the upload starts and before each part
/// is sent. A later run encrypts again from the start under the same data key and vector, and sends only what is missing. No
/// response and no file is believed: a part that is not the one that was sent ends the upload.
/// </summary>
/// <param name="store">The store to upload to.</param>
/// <param name="address">The object.</param>
/// <param name="options">The directory of the state file, and where messages go.</param>
internal sealed class ResumableUpload(IObjectWriter store, S3Address address, ResumeOptions options) : IDisposable
{
    /// <summary>How far the server's clock may differ from this one, and how long the start of an upload can take.</summary>
    static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(15);

    const string Remedy = "Run the same command with -Resume to continue it, or Remove-IncompleteS3Upload to abort it.";

    readonly UploadStateFile file = new(options.Directory, store.EndpointUrl, address);
    UploadState? state;
    DataKey? dataKey;
    IReadOnlyDictionary<int, ListedPart> listed = new Dictionary<int, ListedPart>();
    bool isStarted;
    int reused;

    /// <summary>Gets the open upload of an earlier run; null if there is none to resume.</summary>
    public StartedUpload? Earlier { get; private set; }

    /// <summary>Gets the envelope of the earlier run; null if there is none to resume, or without client-side encryption.</summary>
    public ContentEnvelope? Envelope => Earlier is null ? null : state?.Envelope;

    /// <summary>Looks for the state of an earlier run, and resumes its upload or aborts it.</summary>
    /// <param name="facts">What this run uploads.</param>
    /// <param name="rootKey">The root key; null without client-side encryption.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The data key of the upload, which the caller disposes of; null if a new one is needed.</returns>
    /// <exception cref="UploadStateException">The state is in use, or cannot be read.</exception>
    /// <exception cref="ObjectStoreException">The server refused a request or cannot be reached.</exception>
    public async Task<DataKey?> PrepareAsync(UploadFacts facts, RootKey? rootKey, CancellationToken cancellationToken)
    {
        (Earlier, state, listed, isStarted, reused) = (null, null, new Dictionary<int, ListedPart>(), false, 0);
        if (!file.TryOpen())
            return null;
        UploadState found;
        try
        {
            found = UploadState.Parse(file.Read());
            if (!facts.HasDestinationOf(found.Facts))
                throw new FormatException("it is of another object");
        }
        catch (FormatException exception)
        {
            options.Warn($"The state of an earlier upload of {address} in '{file.Path}' was ignored, because {exception.Message}.");
            file.Delete();
            return null;
        }
        if (found.UploadId is null)
        {
            await AbortUnnamedAsync(found.StartedUtc, cancellationToken).ConfigureAwait(false);
            file.Delete();
            return null;
        }
        var opened = rootKey is null ? null : found.Envelope?.Open(rootKey);
        try
        {
            var obstacle =
                facts.DifferenceFrom(found.Facts) is { } name ? $"'{name}' differs"
                : rootKey is not null && (opened is null || !found.IsAuthentic(opened)) ? "its state was not written under this root key"
                : null;
            if (obstacle is null && await FindPartsAsync(found, cancellationToken).ConfigureAwait(false))
                return opened;
            if (obstacle is not null)
            {
                options.Inform($"The earlier upload of {address} is aborted and begins anew: {obstacle}.");
                await AbortAsync(found.UploadId, cancellationToken).ConfigureAwait(false);
            }
            file.Delete();
        }
        catch
        {
            opened?.Dispose();
            throw;
        }
        opened?.Dispose();
        return null;
    }

    /// <summary>Specifies what the upload is, before it is started.</summary>
    /// <param name="facts">What is uploaded.</param>
    /// <param name="envelope">The envelope; null without client-side encryption.</param>
    /// <param name="key">Its data key, which must outlive the upload.</param>
    public void Describe(UploadFacts facts, ContentEnvelope? envelope, DataKey? key)
    {
        dataKey = key;
        if (Earlier is null)
            state = new UploadState(facts, DateTime.UtcNow) { Envelope = envelope };
    }

    /// <summary>Writes the state before the upload starts.</summary>
    /// <exception cref="UploadStateException">The state cannot be written, or another process has done so.</exception>
    public void Reserve()
    {
        if (Earlier is null)
            file.Create(state!.Header());
    }

    /// <summary>Writes the ID of the upload before its first part is sent.</summary>
    /// <exception cref="UploadStateException">The state cannot be written.</exception>
    public void Start(StartedUpload upload)
    {
        if (Earlier is null)
            file.Append(state!.Started(upload.UploadId, upload.ServerSideEncryption, dataKey), isDurable: true);
        isStarted = true;
    }

    /// <summary>Finds a part that the server already has. Otherwise the part may be sent, which is written down first. Can be
    /// called concurrently.</summary>
    /// <returns>Null if the part must be sent.</returns>
    /// <exception cref="PartDiffersException">The part is not the one that was sent before.</exception>
    /// <exception cref="UploadStateException">The state cannot be written.</exception>
    public UploadedPart? Find(int number, FilledPart part)
    {
        var checksum = part.Content.Crc32C ?? Crc32C.Append(0, part.Bytes);
        var wasSent = state!.Sent.TryGetValue(number, out var sent);
        if (wasSent && sent != (part.Content.Length, checksum))
            throw Differs(number);
        if (listed.TryGetValue(number, out var there))
        {
            var isSame = IsSame(there, part, checksum);
            if (isSame == true)
            {
                Interlocked.Increment(ref reused);
                return new UploadedPart(number, there.Length, there.ETag, part.Content.Crc32C);
            }
            // Without a checksum of the server's, only a part that is known to be the same may be sent again.
            if (isSame == false || !wasSent)
                throw Differs(number);
        }
        if (!wasSent)
            file.Append(UploadState.Part(number, part.Content.Length, checksum));
        return null;
    }

    /// <summary>Checks that the upload has no other parts than those of the content.</summary>
    /// <param name="count">The number of parts of the content.</param>
    /// <exception cref="PartDiffersException">It has more.</exception>
    public void CheckEnd(int count)
    {
        if (listed.Keys.Any(number => number > count))
            throw Differs(count + 1);
        if (reused > 0)
            options.Inform($"{reused} of the {count} parts of {address} were already stored and were not sent again.");
    }

    /// <summary>Returns whether the upload stays open after a failure, and says so.</summary>
    /// <param name="failure">Why the upload ended.</param>
    /// <param name="isSent">Whether all parts were sent, so that the completion failed.</param>
    public bool Keeps(Exception failure, bool isSent)
    {
        if (!isStarted || !IsResumable(failure, isSent))
            return false;
        options.Warn($"The multipart upload of {address} stays open, and its parts incur costs. {Remedy} Its state is in '{file.Path}'.");
        return true;
    }

    /// <summary>Deletes the state, because the upload was completed or aborted.</summary>
    public void End()
    {
        isStarted = false;
        try
        {
            file.Delete();
        }
        catch (UploadStateException exception)
        {
            // The next run finds that the upload is gone.
            options.Warn(exception.Message);
        }
    }

    public void Dispose() => file.Dispose();

    static bool IsResumable(Exception failure, bool isSent) =>
        failure switch
        {
            OperationCanceledException or UploadStateException or UnauthorizedAccessException => true,
            SourceChangedException or SourceNotTextException or SourceTooLargeException => false,
            IOException => true,
            ObjectStoreException refused => refused.Fault switch
            {
                ObjectStoreFault.EncryptionIgnored
                or ObjectStoreFault.ObjectExists
                or ObjectStoreFault.ObjectChanged
                or ObjectStoreFault.UploadNotFound
                or ObjectStoreFault.BucketNotFound
                or ObjectStoreFault.NotImplemented => false,
                // The server does not accept these parts as an object.
                ObjectStoreFault.RequestRefused => !isSent,
                _ => true,
            },
            _ => false,
        };

    /// <returns>True if the parts are equal, false if they differ, null if the server reports nothing that could tell.</returns>
    bool? IsSame(ListedPart there, FilledPart part, uint checksum)
    {
        if (there.Length != part.Content.Length)
            return false;
        var eTag = EntityTag.Read(there.ETag);
        if (string.Equals(eTag, WrittenContent.Md5(part.Bytes), StringComparison.OrdinalIgnoreCase))
            return true;
        if (there.Crc32C is { } stored)
            return stored == checksum;
        // Under SSE-KMS, an ETag looks like an MD5 but is none.
        return eTag is { Length: 32 } && state!.ServerSideEncryption?.StartsWith("aws:kms", StringComparison.Ordinal) != true
            ? false
            : null;
    }

    PartDiffersException Differs(int number) => new($"Part {number} of {address} is not the one that an earlier run sent.");

    async Task<bool> FindPartsAsync(UploadState found, CancellationToken cancellationToken)
    {
        Dictionary<int, ListedPart> parts;
        try
        {
            parts = (await Listings.PartsAsync(store, address, found.UploadId!, cancellationToken).ConfigureAwait(false)).ToDictionary(
                static part => part.Number
            );
        }
        catch (ObjectStoreException exception) when (exception.Fault == ObjectStoreFault.UploadNotFound)
        {
            options.Inform($"The earlier upload of {address} no longer exists, so the upload begins anew.");
            return false;
        }
        (state, listed) = (found, parts);
        Earlier = new StartedUpload(found.UploadId!, found.ServerSideEncryption);
        options.Inform($"Resuming the upload of {address} from {found.StartedUtc:u}, of which {parts.Count} parts are stored.");
        return true;
    }

    /// <summary>
    /// Aborts an upload that was started, but whose ID did not arrive before the run was killed. Listings do not tell who
    /// started an upload: this one is for the same key, was started at that time, and has no parts.
    /// </summary>
    async Task AbortUnnamedAsync(DateTime startedUtc, CancellationToken cancellationToken)
    {
        try
        {
            string? continuation = null;
            do
            {
                var page = await store
                    .ListUploadsAsync(address.BucketName, address.Key, continuation, cancellationToken)
                    .ConfigureAwait(false);
                foreach (
                    var upload in page.Uploads.Where(upload =>
                        string.Equals(upload.Key, address.Key, StringComparison.Ordinal)
                        && (upload.InitiatedUtc - startedUtc).Duration() < Tolerance
                    )
                )
                {
                    var parts = await store.ListPartsAsync(address, upload.UploadId, 0, cancellationToken).ConfigureAwait(false);
                    if (parts.Parts.Count == 0)
                        await AbortAsync(upload.UploadId, cancellationToken).ConfigureAwait(false);
                }
                continuation = page.Continuation;
            } while (continuation is not null);
        }
        catch (ObjectStoreException exception) when (exception.Fault != ObjectStoreFault.Unavailable)
        {
            options.Warn(
                $"An earlier run may have left an open multipart upload of {address}, which was not looked for: {exception.Message}"
            );
        }
    }

    /// <summary>Aborts the upload of an earlier run. A refusal does not prevent the new upload.</summary>
    async Task AbortAsync(string uploadId, CancellationToken cancellationToken)
    {
        try
        {
            await store.AbortUploadAsync(address, uploadId, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectStoreException exception) when (exception.Fault == ObjectStoreFault.UploadNotFound)
        {
            // The upload no longer exists, which is the desired result.
        }
        catch (ObjectStoreException exception) when (exception.Fault != ObjectStoreFault.Unavailable)
        {
            options.Warn(
                $"The earlier upload '{uploadId}' of {address} could not be aborted ({exception.Message}). Its parts incur costs."
            );
        }
    }
}
