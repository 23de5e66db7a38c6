using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Aborts an open multipart upload, and deletes the state with which a run of this module could have resumed it. An upload that
/// a process on this computer is resuming is not aborted. Can run concurrently.
/// </summary>
/// <param name="store">The store of the uploads.</param>
/// <param name="stateDirectory">The directory of the state files, an absolute path.</param>
internal sealed class RemoveUploadOperation(IObjectWriter store, string stateDirectory)
{
    /// <summary>Counts the parts of an upload.</summary>
    /// <returns>The record; null if the upload has ended in the meantime.</returns>
    /// <exception cref="ObjectStoreException">The server refused a request or cannot be reached.</exception>
    public async Task<IncompleteS3Upload?> DescribeAsync(S3Address address, OpenUpload upload, CancellationToken cancellationToken)
    {
        List<ListedPart> parts;
        try
        {
            parts = await Listings.PartsAsync(store, address, upload.UploadId, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectStoreException exception) when (exception.Fault == ObjectStoreFault.UploadNotFound)
        {
            return null;
        }
        return new IncompleteS3Upload
        {
            BucketName = address.BucketName,
            Key = address.Key,
            UploadId = upload.UploadId,
            InitiatedUtc = upload.InitiatedUtc,
            PartCount = parts.Count,
            Length = parts.Sum(static part => part.Length),
            Region = store.Region,
            EndpointUrl = store.EndpointUrl,
            ProfileName = store.ProfileName,
        };
    }

    /// <summary>Aborts an upload.</summary>
    /// <returns>False if the upload has ended in the meantime.</returns>
    /// <exception cref="ObjectStoreException">The server refused the request or cannot be reached.</exception>
    /// <exception cref="UploadStateException">A process is resuming the upload, or its state cannot be read.</exception>
    public async Task<bool> AbortAsync(IncompleteS3Upload upload, CancellationToken cancellationToken)
    {
        using var state = new UploadStateFile(stateDirectory, store.EndpointUrl, upload.Address);
        var isOwn = state.TryOpen() && IsOf(state, upload.UploadId);
        var isAborted = true;
        try
        {
            await store.AbortUploadAsync(upload.Address, upload.UploadId, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectStoreException exception) when (exception.Fault == ObjectStoreFault.UploadNotFound)
        {
            isAborted = false;
        }
        if (isOwn)
            state.Delete();
        return isAborted;
    }

    static bool IsOf(UploadStateFile state, string uploadId)
    {
        try
        {
            return string.Equals(UploadState.Parse(state.Read()).UploadId, uploadId, StringComparison.Ordinal);
        }
        catch (FormatException)
        {
            // A damaged state is of no upload. The next run with -Resume replaces it.
            return false;
        }
    }
}
