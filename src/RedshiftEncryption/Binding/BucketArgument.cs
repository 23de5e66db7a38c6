using System.Management.Automation;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Binding;

/// <summary>
/// Reads a bucket argument of the command line: a bucket name, or an S3 URI that also contains a key or a key prefix. The key
/// of a URI is literal: no escapes are decoded.
/// </summary>
internal static class BucketArgument
{
    /// <summary>
    /// Parses an argument before the pipeline starts. Ends the command if it is not a valid bucket name or URI, or if the key
    /// is specified twice.
    /// </summary>
    /// <param name="cmdlet">The cmdlet that has the argument.</param>
    /// <param name="argument">A bucket name, or a URI.</param>
    /// <param name="keyParameters">The parameters that also specify keys.</param>
    /// <returns>The bucket, and the key or key prefix; null where the argument contains none.</returns>
    public static (string BucketName, string? Key) Read(PSCmdlet cmdlet, string argument, params string[] keyParameters)
    {
        RefuseNull(cmdlet, "The bucket", argument);
        foreach (var name in keyParameters)
        {
            if (cmdlet.MyInvocation.BoundParameters.TryGetValue(name, out var value))
                RefuseNull(cmdlet, "-" + name, value);
        }
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

    /// <summary>Like <see cref="Read"/>, where the key is of a single object: objects from the pipeline have their own.</summary>
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

    /// <summary>
    /// Ends the command for null: the variable of a script that was never set must not select a whole bucket, or write at its root.
    /// </summary>
    static void RefuseNull(PSCmdlet cmdlet, string name, object? value)
    {
        if (value is null)
            cmdlet.ThrowTerminatingError(
                ErrorRecords.InvalidParameters($"{name} is null, as a variable is that was not set. Specify '' if none is meant.", name)
            );
    }
}
