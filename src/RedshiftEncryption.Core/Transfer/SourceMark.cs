using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// User metadata by which a converted object names what it was converted from, so that a later run recognizes it without
/// reading it. Whoever may write to the bucket can forge it: it tells results apart, and proves nothing of their content.
/// </summary>
internal static class SourceMark
{
    /// <summary>Without the <c>x-amz-meta-</c> of the wire.</summary>
    public const string Field = "redshift-encryption-source";

    const string Version = "v1:";

    /// <summary>
    /// The mark of a source: SHA-256 over its bucket, key and ETag, each after its length. Not its version, which a listing
    /// does not have.
    /// </summary>
    /// <param name="source">The object.</param>
    /// <param name="eTag">Without quotes.</param>
    /// <returns>Null where the server gives no ETag that stands for the object's bytes.</returns>
    public static string? Of(S3Address source, string? eTag)
    {
        if (!EntityTag.IsStrong(eTag))
            return null;
        using var fields = new MemoryStream();
        foreach (var field in new[] { source.BucketName, source.Key, eTag })
        {
            var text = Encoding.UTF8.GetBytes(field);
            var length = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
            fields.Write(length, 0, length.Length);
            fields.Write(text, 0, text.Length);
        }
        return Version + Convert.ToBase64String(SHA256.HashData(fields.ToArray()));
    }
}
