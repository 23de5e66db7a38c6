using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Redshift.Sql;

/// <summary>Parses and formats S3 addresses for statements and manifests.</summary>
internal static class StatementUri
{
    /// <summary>Parses an S3 URI that an option specifies.</summary>
    /// <exception cref="InvalidCopyOptionException">The text is not an S3 URI.</exception>
    public static S3Address Parse(string text) => Checked(() => S3Address.Parse(text));

    /// <summary>Creates an address and validates its bucket name.</summary>
    /// <exception cref="InvalidCopyOptionException">The bucket name is not valid.</exception>
    public static S3Address Create(string bucketName, string key) => Checked(() => S3Address.Create(bucketName, key));

    /// <summary>Returns the URI for Redshift, which supports access points only by their aliases.</summary>
    /// <exception cref="InvalidCopyOptionException">The bucket is specified by an access point ARN.</exception>
    public static string Of(S3Address address)
    {
        ThrowIfArn(address);
        return address.Uri;
    }

    /// <summary>Checks that Redshift supports the form in which an address specifies its bucket.</summary>
    /// <exception cref="InvalidCopyOptionException">The bucket is specified by an access point ARN.</exception>
    public static void ThrowIfArn(S3Address address)
    {
        if (AccessPointArn.IsOne(address.BucketName))
            throw new InvalidCopyOptionException(
                $"{address} specifies an access point by its ARN, which Redshift does not support. "
                    + "Specify its alias, which ends in -s3alias, or the bucket."
            );
    }

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
