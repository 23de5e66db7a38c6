using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Redshift.Sql;

/// <summary>S3 addresses as statements and manifests contain them.</summary>
internal static class StatementUri
{
    /// <summary>Reads an S3 URI that an option names.</summary>
    /// <exception cref="InvalidCopyOptionException">It is not one.</exception>
    public static S3Address Parse(string text) => Checked(() => S3Address.Parse(text));

    /// <summary>An address whose bucket's name is checked.</summary>
    /// <exception cref="InvalidCopyOptionException">The bucket's name cannot be one.</exception>
    public static S3Address Create(string bucketName, string key) => Checked(() => S3Address.Create(bucketName, key));

    /// <summary>The URI for Redshift to read, which supports access points only by their aliases.</summary>
    /// <exception cref="InvalidCopyOptionException">The bucket is named by an ARN.</exception>
    public static string Of(S3Address address) =>
        AccessPointArn.IsOne(address.BucketName)
            ? throw new InvalidCopyOptionException(
                $"{address} names an access point by its ARN, which Redshift does not support. "
                    + "Specify its alias, which ends in -s3alias, or the bucket."
            )
            : address.Uri;

    static S3Address Checked(Func<S3Address> read)
    {
        try
        {
            return read();
        }
        catch (FormatException exception)
        {
            throw new InvalidCopyOptionException(exception.Message, exception);
        }
    }
}
