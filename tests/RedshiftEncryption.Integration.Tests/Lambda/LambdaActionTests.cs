using System.Text;
using Amazon.S3.Model;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Integration.Lambda;

/// <summary>The actions Update and Verify of the compiled Lambda function.</summary>
public sealed class LambdaActionTests : LambdaSuite
{
    [Fact]
    public async Task Update_wraps_the_data_key_again_once()
    {
        await SendAsync("archive/a.csv");
        await SendAsync("archive/unknown.csv", isOther: true);
        using var third = RootKey.Create();
        await using var process = Start(("ACTION", "Update"), ("NEW_ROOT_KEY", await WrapAsync(third)));
        var first = await Runtime.InvokeAsync(LambdaEvent.For("archive/a.csv", versionId: "null"));
        Assert.Equal("Succeeded", first.Code);
        Assert.Equal($"Root key {SourceKey.Fingerprint} was replaced by {third.Fingerprint}.", first.Report);
        await Server.ClearRequestsAsync();
        var again = await Runtime.InvokeAsync(LambdaEvent.For("archive/a.csv", versionId: "null"));
        Assert.Equal("Succeeded", again.Code);
        Assert.StartsWith("Already under root key", again.Report, StringComparison.Ordinal);
        Assert.DoesNotContain(await Server.RequestsAsync(), static request => request.Operation is "CopyObject");
        Assert.Equal("PermanentFailure", (await Runtime.InvokeAsync(LambdaEvent.For("archive/unknown.csv"))).Code);
        var inspected = await new InspectOperation(Store).RunAsync(
            new InspectRequest(new S3Address(FaultyServer.Bucket, "archive/a.csv"), new KeyRing([third])),
            Token
        );
        Assert.Equal(third.Fingerprint, inspected.RootKeyFingerprint);
    }

    [Fact]
    public async Task Verify_compares_with_the_conversion_or_decrypts_and_writes_nothing()
    {
        await SendAsync("archive/a.csv");
        await SendAsync("archive/b.csv");
        await SendAsync("archive/damaged.csv");
        await using (Start())
        {
            await Runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"));
            await Runtime.InvokeAsync(LambdaEvent.For("archive/damaged.csv"));
        }
        await ReplaceContentAsync("clean/damaged.csv", Plaintext.Replace('1', '2'));
        await ReplaceContentAsync("archive/damaged.csv", Plaintext.PadRight(48));
        await Server.ClearRequestsAsync();
        await using (Start(("ACTION", "Verify")))
        {
            var same = await Runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"));
            Assert.Equal(("Succeeded", "Verified: s3://faults/clean/a.csv is the plaintext (46 bytes)."), (same.Code, same.Report));
            var missing = await Runtime.InvokeAsync(LambdaEvent.For("archive/b.csv"));
            Assert.Equal("PermanentFailure", missing.Code);
            Assert.StartsWith("ObjectNotFound: s3://faults/archive/b.csv has no conversion", missing.Report, StringComparison.Ordinal);
            Assert.Equal("PermanentFailure", (await Runtime.InvokeAsync(LambdaEvent.For("archive/damaged.csv"))).Code);
        }
        var environment = Variables(("ACTION", "Verify"));
        environment.Remove("REDSHIFT_ENCRYPTION_DESTINATION_PREFIX");
        await using (LambdaProcess.Start(Runtime, environment))
        {
            var whole = await Runtime.InvokeAsync(LambdaEvent.For("archive/b.csv"));
            Assert.Equal(("Succeeded", "Decrypted to its end (46 bytes). It was not compared."), (whole.Code, whole.Report));
            var damaged = await Runtime.InvokeAsync(LambdaEvent.For("archive/damaged.csv"));
            Assert.Equal("PermanentFailure", damaged.Code);
            Assert.StartsWith("DamagedContent: ", damaged.Report, StringComparison.Ordinal);
        }
        Assert.All(
            await Server.RequestsAsync(),
            static request => Assert.Contains(request.Operation, (string[])["HeadObject", "GetObject", "Decrypt"])
        );
    }

    [Fact]
    public async Task A_conversion_with_another_content_is_found()
    {
        await SendAsync("archive/a.csv");
        await using (Start())
            await Runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"));
        await ReplaceContentAsync("clean/a.csv", Plaintext.Replace('1', '2'));
        await using (Start(("ACTION", "Verify")))
        {
            var reply = await Runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"));
            Assert.Equal("PermanentFailure", reply.Code);
            Assert.Contains(
                "s3://faults/clean/a.csv is not the plaintext of s3://faults/archive/a.csv",
                reply.Report,
                StringComparison.Ordinal
            );
        }
        await using (Start(("READ_BACK", "true")))
            Assert.Equal("PermanentFailure", (await Runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"))).Code);
    }

    /// <summary>Stores another content of the same length, with all that the object has.</summary>
    async Task ReplaceContentAsync(string key, string content)
    {
        using var client = Server.CreateClient();
        var before = await client.GetObjectMetadataAsync(FaultyServer.Bucket, key, Token);
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(content));
        var request = new PutObjectRequest
        {
            BucketName = FaultyServer.Bucket,
            Key = key,
            InputStream = body,
            ServerSideEncryptionMethod = before.ServerSideEncryptionMethod,
        };
        foreach (var name in before.Metadata.Keys)
            request.Metadata.Add(name, before.Metadata[name]);
        await client.PutObjectAsync(request, Token);
    }
}
