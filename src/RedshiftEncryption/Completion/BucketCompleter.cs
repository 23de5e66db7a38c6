using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Completion;

/// <summary>Completes bucket names, and S3 URIs where the word begins with s3://.</summary>
public sealed class BucketCompleter : IArgumentCompleter
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
        return S3Address.IsUri(begun)
            ? S3UriCompleter.Complete(begun, fakeBoundParameters, withKeys: false)
            : CompletionListing
                .Buckets(fakeBoundParameters)
                .Where(name => name.StartsWith(begun, StringComparison.OrdinalIgnoreCase))
                .Select(static name => CompletionWord.Result(name, name));
    }
}
