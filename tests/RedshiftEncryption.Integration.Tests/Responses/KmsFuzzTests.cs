using System.Collections.Concurrent;
using Amazon.Runtime;
using RedshiftEncryption.Aws;
using RedshiftEncryption.Aws.Kms;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Integration.Responses;

/// <summary>
/// A thousand responses that are not what KMS sent: a key file comes to be only where its key comes back, and no other key
/// comes out of one.
/// </summary>
public sealed class KmsFuzzTests(ITestOutputHelper output)
{
    const int Cases = 1000;
    const int Seed = 20261128;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static KmsKeyProtection Open(HttpMessageHandler transport)
    {
        var (config, region) = KmsEndpoint.Resolve(new ConnectionRequest { Region = "eu-central-1" });
        config.HttpClientFactory = new AwsHttpClientFactory(transport);
        config.MaxErrorRetry = 0;
        return new KmsKeyProtection(new BasicAWSCredentials("id", "secret"), config, region);
    }

    [Fact]
    public async Task No_response_leads_to_anything_but_an_error_or_the_right_key()
    {
        var wrong = new ConcurrentQueue<string>();
        var (errors, right) = (0, 0);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Cases),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token },
            async (number, token) =>
            {
                var random = new Random(Seed + number);
                using var key = RootKey.Create();
                // Encryption, the decryption that proves it, and that of another command.
                using var kms = new ScriptedKms { Change = (random.Next(3), random) };
                using var protection = Open(kms);
                try
                {
                    var wrapped = await RootKeyWrapping.WrapAsync(protection, "alias/sales", key, token).WaitAsync(Patience, token);
                    using var back = await RootKeyWrapping.UnwrapAsync(protection, wrapped, "sales.key", token).WaitAsync(Patience, token);
                    using var honest = Open(new ScriptedKms());
                    using var later = await RootKeyWrapping.UnwrapAsync(honest, wrapped, "sales.key", token);
                    Assert.Equal(key.Fingerprint, back.Fingerprint);
                    Assert.Equal(key.Fingerprint, later.Fingerprint);
                    Interlocked.Increment(ref right);
                }
                catch (Exception exception) when (exception is KeyProtectionException or InvalidRootKeyException)
                {
                    Interlocked.Increment(ref errors);
                }
                catch (Exception exception) when (exception is not OperationCanceledException || !token.IsCancellationRequested)
                {
                    wrong.Enqueue($"case {number}: {kms.Mutation?.Name}: {exception}");
                }
            }
        );
        output.WriteLine($"{errors} errors, {right} with the right key");
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {Cases} cases are wrong:\n{string.Join('\n', wrong.Take(20))}");
        Assert.True(errors > Cases / 5, "Too few responses were changed to tell anything.");
        Assert.Equal(Cases, errors + right);
    }
}
