using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Binding;

/// <summary>Completes options that accept keywords, such as 'auto', as well as other text.</summary>
public sealed class OptionCompleter : IArgumentCompleter
{
    static readonly Dictionary<string, string[]> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["AvroOption"] = ["auto", "auto ignorecase"],
        ["DateFormat"] = ["auto", "YYYY-MM-DD"],
        ["IamRole"] = ["default"],
        ["JsonOption"] = ["auto", "auto ignorecase", "noshred"],
        ["MaxFileSize"] = ["5MB", "100MB", "1GB", "6.2GB"],
        ["RowGroupSize"] = ["32MB", "64MB", "128MB"],
        ["StorageClass"] = [.. StorageClassName.Known],
        ["TimeFormat"] = ["auto", "epochsecs", "epochmillisecs", "YYYY-MM-DD HH:MI:SS"],
    };

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        var begun = wordToComplete.Trim('\'', '"');
        return Words[parameterName]
            .Where(word => word.StartsWith(begun, StringComparison.OrdinalIgnoreCase))
            .Select(static word => new CompletionResult(
                word.Any(char.IsWhiteSpace) ? $"'{word}'" : word,
                word,
                CompletionResultType.ParameterValue,
                word
            ));
    }
}
