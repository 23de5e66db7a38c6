using RedshiftEncryption.Envelope;
using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Integration;

/// <summary>
/// The SDK's default settings, which real AWS gets: checksum trailers and chunked signing. Another server gets them
/// only if the environment of the SDK specifies it.
/// </summary>
public sealed class DefaultSettingsTests(TrixieRadosgw server) : IDisposable
{
    const int MiB = 1024 * 1024;
    const string RequestChecksums = "AWS_REQUEST_CHECKSUM_CALCULATION";
    const string ResponseChecksums = "AWS_RESPONSE_CHECKSUM_VALIDATION";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(RequestChecksums, null);
        Environment.SetEnvironmentVariable(ResponseChecksums, null);
    }

    [Theory]
    [InlineData("WHEN_SUPPORTED")]
    [InlineData("WHEN_REQUIRED")]
    public async Task Objects_make_the_round_trip_and_ruby_reads_them(string checksums)
    {
        var bucket = await server.CreateBucketAsync();
        Environment.SetEnvironmentVariable(RequestChecksums, checksums);
        Environment.SetEnvironmentVariable(ResponseChecksums, checksums);
        using var files = new SampleFiles();
        using var rootKey = RootKey.Create();
        using var store = await server.OpenAsync();
        var buffers = new BufferPool(BufferPool.DefaultLimit);
        var paths = new[] { 0, 1, 16, 5 * MiB + 3, 40 * MiB }.ToDictionary(
            static length => $"{length}.bin",
            length => files.Write($"{length}.bin", length),
            StringComparer.Ordinal
        );
        foreach (var (key, path) in paths)
        {
            await new UploadOperation(store, buffers).RunAsync(
                new UploadRequest(path, new S3Address(bucket, key)) { RootKey = rootKey },
                progress: null,
                Token
            );
            var result = await new VerifyOperation(store, buffers).RunAsync(
                new VerifyRequest(path, new S3Address(bucket, key)) { Keys = new KeyRing([rootKey]) },
                progress: null,
                Token
            );
            Assert.True(result.Verified, $"{key}: {result.Reason} {result.Detail}");
        }
        var read = await new RubyClient(server.Connection, bucket, rootKey).GetAsync(paths.Keys);
        Assert.All(paths, file => Assert.Equal(SampleFiles.Sha256(file.Value), read[file.Key].Sha256));
        Assert.Equal(0, buffers.Rented);
    }
}
