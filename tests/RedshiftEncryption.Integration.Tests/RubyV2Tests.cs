using System.Security.Cryptography;
using Amazon.S3.Model;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Reading;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Integration;

/// <summary>What AWS's Ruby client of the second generation encrypted is decrypted here: AES-GCM for the key and for the content.</summary>
public sealed class RubyV2Tests(HostRadosgw server) : IDisposable
{
    const int MiB = 1024 * 1024;

    /// <summary>Around the cipher's block and a chunk, and several chunks.</summary>
    static readonly int[] Lengths = [0, 1, 15, 16, 17, 8 * MiB - 16, 8 * MiB, 20 * MiB];

    readonly SampleFiles files = new();
    readonly RootKey rootKey = RootKey.Create();
    readonly BufferPool buffers = new(BufferPool.DefaultLimit);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Assert.Equal(0, buffers.Rented);
        rootKey.Dispose();
        files.Dispose();
    }

    [Fact]
    public async Task Every_length_is_decrypted()
    {
        var bucket = await server.CreateBucketAsync();
        var objects = await PutAsync(bucket, Lengths);
        using var store = await server.OpenAsync();
        foreach (var (key, path) in objects)
        {
            var (length, hash, kind) = await DecryptAsync(store, new S3Address(bucket, key));
            Assert.Equal((new FileInfo(path).Length, SampleFiles.Sha256(path), EnvelopeKind.V2), (length, hash, kind));
        }
    }

    [Fact]
    public async Task Every_length_is_verified_under_the_one_of_several_keys_that_opens_it()
    {
        var bucket = await server.CreateBucketAsync();
        var objects = await PutAsync(bucket, Lengths);
        using var store = await server.OpenAsync();
        using var other = RootKey.Create();
        var verify = new VerifyOperation(store, buffers);
        foreach (var (key, path) in objects)
        {
            var request = new VerifyRequest(path, new S3Address(bucket, key)) { Keys = new KeyRing([other, rootKey]) };
            var result = await verify.RunAsync(request, progress: null, Token);
            Assert.True(result.Verified, result.Detail);
            Assert.Equal(("V2", rootKey.Fingerprint), (result.Envelope, result.RootKeyFingerprint));
        }
    }

    [Theory]
    [InlineData(1000, 0)]
    [InlineData(1000, 1015)]
    [InlineData(20 * MiB, 9 * MiB)]
    [InlineData(20 * MiB, 19 * MiB)]
    [InlineData(0, 3)]
    public async Task A_flipped_bit_is_damage_and_no_difference(int length, int offset)
    {
        var bucket = await server.CreateBucketAsync();
        var (key, path) = (await PutAsync(bucket, [length]))[0];
        var address = new S3Address(bucket, key);
        using var store = await server.OpenAsync();
        await FlipAsync(address, offset);
        var request = new VerifyRequest(path, address) { Keys = new KeyRing([rootKey]) };
        var result = await new VerifyOperation(store, buffers).RunAsync(request, progress: null, Token);
        Assert.False(result.Verified);
        // There is no verdict before the tag.
        Assert.Equal("DamagedContent", result.Reason);
    }

    [Theory]
    [InlineData(1000, 1)]
    [InlineData(20 * MiB, 9 * MiB)]
    [InlineData(20 * MiB, 20 * MiB - 1)]
    public async Task Another_source_is_a_difference(int length, int offset)
    {
        var bucket = await server.CreateBucketAsync();
        var (key, path) = (await PutAsync(bucket, [length]))[0];
        var content = await File.ReadAllBytesAsync(path, Token);
        content[offset] ^= 1;
        await File.WriteAllBytesAsync(path, content, Token);
        using var store = await server.OpenAsync();
        var request = new VerifyRequest(path, new S3Address(bucket, key)) { Keys = new KeyRing([rootKey]) };
        var result = await new VerifyOperation(store, buffers).RunAsync(request, progress: null, Token);
        Assert.Equal(("ContentDiffers", offset), (result.Reason, result.FirstDifference));
        // A file that ends before the content does.
        await File.WriteAllBytesAsync(path, [.. content.AsSpan(0, offset)], Token);
        result = await new VerifyOperation(store, buffers).RunAsync(request, progress: null, Token);
        Assert.Equal(("ContentDiffers", offset), (result.Reason, result.FirstDifference));
    }

    [Theory]
    [InlineData(1000, 0)]
    [InlineData(1000, 999)]
    [InlineData(1000, 1000)]
    [InlineData(1000, 1015)]
    [InlineData(20 * MiB, 9 * MiB)]
    [InlineData(0, 3)]
    public async Task A_flipped_bit_in_content_or_tag_is_damage(int length, int offset)
    {
        var bucket = await server.CreateBucketAsync();
        var (key, _) = (await PutAsync(bucket, [length]))[0];
        var address = new S3Address(bucket, key);
        using var store = await server.OpenAsync();
        await FlipAsync(address, offset);
        await Assert.ThrowsAsync<DamagedContentException>(() => DecryptAsync(store, address));
    }

    [Fact]
    public async Task Another_root_key_does_not_open_it()
    {
        var bucket = await server.CreateBucketAsync();
        var (key, _) = (await PutAsync(bucket, [100]))[0];
        using var store = await server.OpenAsync();
        using var wrong = RootKey.Create();
        var closed = await Assert.ThrowsAsync<EnvelopeException>(() =>
            OpenedObject.OpenAsync(store, new S3Address(bucket, key), new KeyRing([wrong]), Token)
        );
        Assert.Equal(EnvelopeFault.WrongRootKey, closed.Fault);
        using var opened = await OpenedObject.OpenAsync(store, new S3Address(bucket, key), new KeyRing([wrong, rootKey]), Token);
        Assert.Same(rootKey, opened.RootKey);
    }

    async Task<List<(string Key, string Path)>> PutAsync(string bucket, int[] lengths)
    {
        var objects = lengths.Select(length => (Key: $"v2/{length}.bin", Path: files.Write($"{length}.bin", length))).ToList();
        await new RubyClient(server.Connection, bucket, rootKey) { Generation = 2 }.PutAsync(objects);
        return objects;
    }

    async Task<(long Length, string Sha256, EnvelopeKind Kind)> DecryptAsync(IObjectStore store, S3Address address)
    {
        using var opened = await OpenedObject.OpenAsync(store, address, new KeyRing([rootKey]), Token);
        using var chunks = new PlaintextChunks(opened, buffers);
        using var plaintext = new PlaintextStream(chunks);
        try
        {
            var hash = await SHA256.HashDataAsync(plaintext, Token);
            return (plaintext.Given, Convert.ToHexStringLower(hash), opened.Reading.Kind);
        }
        finally
        {
            await chunks.StopAsync();
        }
    }

    async Task FlipAsync(S3Address address, int offset)
    {
        using var content = new MemoryStream();
        var request = new PutObjectRequest
        {
            BucketName = address.BucketName,
            Key = address.Key,
            InputStream = content,
            UseChunkEncoding = false,
        };
        using (var response = await server.Client.GetObjectAsync(address.BucketName, address.Key, Token))
        {
            await response.ResponseStream.CopyToAsync(content, Token);
            foreach (var name in response.Metadata.Keys)
                request.Metadata[name] = response.Metadata[name];
        }
        content.GetBuffer()[offset] ^= 1;
        content.Position = 0;
        await server.Client.PutObjectAsync(request, Token);
    }
}
