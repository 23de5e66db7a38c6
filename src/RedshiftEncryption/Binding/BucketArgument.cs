using System.Management.Automation;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Binding;

/// <summary>
/// A bucket as it was named on the command line: by its name, or by an S3 URI that names a key, or the beginning of keys,
/// along with it. The key of a URI is taken literally: no escapes are decoded.
/// </summary>
internal static class BucketArgument
{
    /// <summary>
    /// Takes an argument apart, before anything comes down the pipeline; ends the command where it is no URI of a bucket,
    /// or the key is named twice.
    /// </summary>
    /// <param name="cmdlet">Whose argument it is.</param>
    /// <param name="argument">A bucket's name, or a URI.</param>
    /// <param name="keyParameters">The parameters that name keys too.</param>
    /// <returns>The bucket; and the key or the beginning of keys, null where the argument names none.</returns>
    public static (string BucketName, string? Key) Read(PSCmdlet cmdlet, string argument, params string[] keyParameters)
    {
        if (!S3Address.IsUri(argument))
        {
            if (argument.Length > 0 && !S3Address.IsBucketName(argument))
                cmdlet.ThrowTerminatingError(ErrorRecords.InvalidBucketName(argument, argument));
            return (argument, null);
        }
        S3Address uri;
        try
        {
            uri = S3Address.Parse(argument);
        }
        catch (FormatException exception)
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.InvalidParameters(exception.Message, argument));
            throw;
        }
        if (uri.Key.Length == 0)
            return (uri.BucketName, null);
        if (Array.Find(keyParameters, cmdlet.MyInvocation.BoundParameters.ContainsKey) is { } parameter)
            cmdlet.ThrowTerminatingError(
                ErrorRecords.InvalidParameters(
                    $"{uri} contains a key, and -{parameter} is specified too. Specify only the bucket, or omit -{parameter}.",
                    argument
                )
            );
        return (uri.BucketName, uri.Key);
    }

    /// <summary>The same where the key is a single object's: objects from the pipeline have their own.</summary>
    public static (string BucketName, string? Key) ReadObject(PSCmdlet cmdlet, string argument, params string[] keyParameters)
    {
        var (bucketName, key) = Read(cmdlet, argument, keyParameters);
        if (key is not null && cmdlet.MyInvocation.ExpectingInput)
            cmdlet.ThrowTerminatingError(
                ErrorRecords.InvalidParameters(
                    $"{argument} contains a key, and objects from the pipeline have their own. Specify only the bucket, or omit it.",
                    argument
                )
            );
        return (bucketName, key);
    }
}
