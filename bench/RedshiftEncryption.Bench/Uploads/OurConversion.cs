using RedshiftEncryption.Bench.Servers;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Bench.Uploads;

/// <summary>Converts an object, by default that of <see cref="OurUpload"/>, to server-side encryption with the module.</summary>
internal sealed class OurConversion(IObjectStore store, RootKey rootKey, S3Address? source = null)
{
    public const string Key = "converted";

    public async Task RunAsync()
    {
        var convert = new ConvertOperation(store, new BufferPool(BufferPool.DefaultLimit));
        var request = new ConvertRequest(source ?? OurUpload.Address, new S3Address(LocalS3.Bucket, Key), new KeyRing([rootKey]))
        {
            ServerSideEncryption = "AES256",
        };
        var result = await convert.RunAsync(request, progress: null, CancellationToken.None);
        if (result.Object is not { Verified: true, WasConverted: false })
            throw new InvalidOperationException("The object was not converted.");
    }
}
