using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Inventory;

/// <summary>
/// Formats a row of the CSV manifest of an S3 Batch Operations job: bucket, URL-encoded key, and a version in all rows or in none
/// (Amazon S3 User Guide, "Specifying a manifest").
/// </summary>
/// <remarks>
/// No field needs quotation marks, so that this needs no CSV library: a bucket name has none of the characters that CSV reserves, a
/// key is URL-encoded, and a version, which S3 does not decode, is refused if it has one of them.
/// </remarks>
internal static class BatchManifestRow
{
    /// <summary>The format's name in a job (API reference of Amazon S3 Control, JobManifestSpec).</summary>
    public const string Format = "S3BatchOperations_CSV_20180820";

    /// <summary>S3's maximum length of a version ID in bytes.</summary>
    const int MaximumVersionLength = 1024;

    /// <summary>The name by which readers recognize a header in the first row.</summary>
    const string KeyColumn = "key";

    /// <summary>The columns of rows without a version and with one, as a job names them.</summary>
    static readonly string[] Columns = ["Bucket", "Key", "VersionId"];

    /// <summary>Gets the columns of a manifest, as a job names them.</summary>
    /// <param name="hasVersions">Whether the rows have a version.</param>
    public static IReadOnlyList<string> Fields(bool hasVersions) => [.. Columns.Take(hasVersions ? 3 : 2)];

    /// <summary>Formats a row, without the end of the line.</summary>
    /// <param name="address">The object, with its version if the manifest has versions.</param>
    /// <returns>ASCII text.</returns>
    /// <exception cref="FormatException">The bucket name is not valid.</exception>
    /// <exception cref="InvalidKeyException">The key is empty, too long or not valid Unicode.</exception>
    /// <exception cref="BatchManifestException">The version is not valid.</exception>
    public static string Of(S3Address address)
    {
        if (!S3Address.IsBucketName(address.BucketName))
            throw new FormatException(S3Address.NotABucketName(address.BucketName));
        var row = $"{address.BucketName},{Encoded(address)}";
        if (address.VersionId is not { } version)
            return row;
        if (version.Length is 0 or > MaximumVersionLength || !version.All(IsVersionCharacter))
            throw new BatchManifestException(
                BatchManifestFault.InvalidVersionId,
                $"'{version}' is not a version ID of {address}: it is empty or too long, or contains a blank, a comma, a quotation "
                    + "mark, or a character that is not ASCII."
            );
        return $"{row},{version}";
    }

    static string Encoded(S3Address address)
    {
        var key = address.Key;
        if (key.Length == 0)
            throw new InvalidKeyException($"{address} has no key. A manifest contains objects, not buckets.");
        // A reader would take a row with this word for a header. An encoded letter is the same key.
        if (string.Equals(key, KeyColumn, StringComparison.OrdinalIgnoreCase))
            return $"%{(int)key[0]:X2}{key.Substring(1)}";
        // A leading slash is permitted here: the job's own requests can have one, unlike those of the AWS SDK for .NET.
        ObjectKey.Validate(key);
        return UrlEncoding.Encode(key);
    }

    /// <summary>Version IDs are opaque, but need no encoding in URLs.</summary>
    static bool IsVersionCharacter(char character) => character is > ' ' and < '\u007F' and not (',' or '"');
}
