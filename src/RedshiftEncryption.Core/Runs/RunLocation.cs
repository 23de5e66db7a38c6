using System.Globalization;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Runs;

/// <summary>Represents where the documents of a run are: below a key prefix.</summary>
/// <param name="BucketName">The bucket.</param>
/// <param name="KeyPrefix">The prefix, which ends with a slash.</param>
internal sealed record RunLocation(string BucketName, string KeyPrefix)
{
    /// <summary>Gets the address of the document that describes the run.</summary>
    public S3Address Run => new(BucketName, KeyPrefix + "run.json");

    /// <summary>Parses the S3 URI of a run's prefix. A trailing slash is added.</summary>
    /// <exception cref="FormatException">The text is not the S3 URI of a prefix.</exception>
    public static RunLocation Parse(string uri)
    {
        if (!S3Address.TryParse(uri, out var address) || address.Key.Length == 0)
            throw new FormatException($"'{uri}' is not the S3 URI of a key prefix: s3://bucket/prefix/.");
        return new RunLocation(address.BucketName, address.Key[address.Key.Length - 1] == '/' ? address.Key : address.Key + "/");
    }

    /// <summary>Gets the address of a shard's totals.</summary>
    /// <param name="shard">The number of the shard, from 0.</param>
    public S3Address Total(int shard) => new(BucketName, $"{ShardPrefix(shard)}total.json");

    /// <summary>Gets the address of a part of a shard's report.</summary>
    /// <param name="shard">The number of the shard, from 0.</param>
    /// <param name="part">The number of the part, from 1.</param>
    public S3Address Part(int shard, int part) =>
        new(BucketName, ShardPrefix(shard) + string.Format(CultureInfo.InvariantCulture, "part-{0:D5}.csv", part));

    /// <summary>Returns the S3 URI.</summary>
    public override string ToString() => new S3Address(BucketName, KeyPrefix).ToString();

    string ShardPrefix(int shard) => string.Format(CultureInfo.InvariantCulture, "{0}shards/{1:D6}/", KeyPrefix, shard);
}
