using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Completion;

/// <summary>
/// Completes keys of the bucket on the command line, up to the next slash. For parameters of prefixes, completes only those.
/// </summary>
public sealed class KeyCompleter : IArgumentCompleter
{
    const string DestinationKeyPrefix = "DestinationKeyPrefix";

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        var isDestination = string.Equals(parameterName, DestinationKeyPrefix, StringComparison.OrdinalIgnoreCase);
        var named =
            (isDestination ? CompletionListing.Text(fakeBoundParameters, "DestinationBucketName") : null)
            ?? CompletionListing.Text(fakeBoundParameters, "BucketName");
        if (named is null || Bucket(named) is not { } bucketName)
            return [];
        var level = CompletionListing.Keys(fakeBoundParameters, bucketName, CompletionWord.Text(wordToComplete));
        return Choices(level, withKeys: string.Equals(parameterName, "Key", StringComparison.OrdinalIgnoreCase))
            .Select(static key => CompletionWord.Result(key, Shown(key)));
    }

    internal static IEnumerable<string> Choices(KeyLevel level, bool withKeys) =>
        withKeys ? level.Prefixes.Concat(level.Keys) : level.Prefixes;

    /// <summary>Returns the last segment, as file completion shows it.</summary>
    internal static string Shown(string key)
    {
        var start = key.Length > 1 ? key.LastIndexOf('/', key.Length - 2) + 1 : 0;
        return key.Substring(start);
    }

    /// <summary>Returns the bucket; null where an S3 URI already contains a key.</summary>
    static string? Bucket(string named)
    {
        if (!S3Address.IsUri(named))
            return named;
        return S3Address.TryParse(named, out var uri) && uri.Key.Length == 0 ? uri.BucketName : null;
    }
}
