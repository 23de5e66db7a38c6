using RedshiftEncryption.Bench.Servers;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Bench.Uploads;

/// <summary>A file's way through the module's engine, with its defaults.</summary>
internal sealed class OurUpload(IObjectStore store, string path, RootKey rootKey)
{
    public static readonly S3Address Address = new(LocalS3.Bucket, "ours");

    public Task RunAsync()
    {
        // One buffer pool for each run, as the cmdlet has: a run pays for its buffers.
        var upload = new UploadOperation(store, new BufferPool(BufferPool.DefaultLimit));
        return upload.RunAsync(new UploadRequest(path, Address) { RootKey = rootKey }, progress: null, CancellationToken.None);
    }
}
