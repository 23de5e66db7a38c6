using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Completion;

/// <summary>Completes S3 URIs: the bucket, and then the key up to the next slash.</summary>
public sealed class S3UriCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        var begun = CompletionWord.Text(wordToComplete);
        // Otherwise it is the path of a file, which PowerShell completes.
        return S3Address.IsUri(begun) || S3Address.Scheme.StartsWith(begun, StringComparison.OrdinalIgnoreCase)
            ? Complete(begun, fakeBoundParameters, withKeys: true)
            : [];
    }

    /// <summary>Returns the completions of a URI.</summary>
    /// <param name="begun">The beginning of a URI, or of its scheme.</param>
    /// <param name="bound">The parameters on the command line.</param>
    /// <param name="withKeys">Whether to complete keys of objects too, and not only prefixes.</param>
    internal static IEnumerable<CompletionResult> Complete(string begun, IDictionary bound, bool withKeys)
    {
        var bucketBegun = begun.Length > S3Address.Scheme.Length ? begun.Substring(S3Address.Scheme.Length) : "";
        if (AccessPointArn.Leading(bucketBegun) is null && bucketBegun.AsSpan().IndexOf('/') < 0)
        {
            return CompletionListing
                .Buckets(bound)
                .Where(name => name.StartsWith(bucketBegun, StringComparison.OrdinalIgnoreCase))
                .Select(static name => CompletionWord.Result($"{S3Address.Scheme}{name}/", name));
        }
        if (!S3Address.TryParse(begun, out var uri))
            return [];
        return KeyCompleter
            .Choices(CompletionListing.Keys(bound, uri.BucketName, uri.Key), withKeys)
            .Select(key => CompletionWord.Result(new S3Address(uri.BucketName, key).Uri, KeyCompleter.Shown(key)));
    }
}
