using RedshiftEncryption.Envelope;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Bench.Uploads;

/// <summary>Compares an object with its source with the module.</summary>
internal sealed class OurComparison(IObjectStore store, RootKey rootKey, string path, S3Address address)
{
    public async Task RunAsync()
    {
        var verify = new VerifyOperation(store, new BufferPool(BufferPool.DefaultLimit));
        var request = new VerifyRequest(path, address) { Keys = new KeyRing([rootKey]) };
        var result = await verify.RunAsync(request, progress: null, CancellationToken.None);
        if (!result.Verified)
            throw new InvalidOperationException($"The object is not what was sent: {result.Reason}.");
    }
}
