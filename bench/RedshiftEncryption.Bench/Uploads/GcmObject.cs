using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using RedshiftEncryption.Bench.Servers;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Bench.Uploads;

/// <summary>Stores a file as AWS's second generation of clients does: AES-GCM for the key and the content.</summary>
internal static class GcmObject
{
    const int VectorLength = 12;
    const int TagLength = 16;

    public static readonly S3Address Address = new(LocalS3.Bucket, "gcm");

    /// <param name="client">The client.</param>
    /// <param name="path">The file, of less than 2 GiB.</param>
    /// <param name="rootKey">The root key.</param>
    public static async Task PutAsync(IAmazonS3 client, string path, RootKey rootKey)
    {
        var dataKey = RandomNumberGenerator.GetBytes(32);
        var plaintext = await File.ReadAllBytesAsync(path);
        var (vector, content) = Encrypt(dataKey, plaintext, []);
        var (wrapVector, wrapped) = Encrypt(rootKey.Secret.Array, dataKey, "AES/GCM/NoPadding"u8);
        using var body = new MemoryStream(content);
        var request = new PutObjectRequest
        {
            BucketName = Address.BucketName,
            Key = Address.Key,
            InputStream = body,
            UseChunkEncoding = false,
        };
        request.Metadata["x-amz-key-v2"] = Convert.ToBase64String([.. wrapVector, .. wrapped]);
        request.Metadata["x-amz-iv"] = Convert.ToBase64String(vector);
        request.Metadata["x-amz-wrap-alg"] = "AES/GCM";
        request.Metadata["x-amz-cek-alg"] = "AES/GCM/NoPadding";
        request.Metadata["x-amz-tag-len"] = "128";
        request.Metadata["x-amz-matdesc"] = "{}";
        await client.PutObjectAsync(request);
    }

    static (byte[] Vector, byte[] Content) Encrypt(byte[] key, byte[] plaintext, ReadOnlySpan<byte> associated)
    {
        var vector = RandomNumberGenerator.GetBytes(VectorLength);
        var content = new byte[plaintext.Length + TagLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(vector, plaintext, content.AsSpan(0, plaintext.Length), content.AsSpan(plaintext.Length), associated);
        return (vector, content);
    }
}
