using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using RedshiftEncryption.Loading;

namespace RedshiftEncryption.Completion;

/// <summary>Completes profiles of the shared AWS configuration.</summary>
public sealed class ProfileCompleter : IArgumentCompleter
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
        return ObjectStoreOpener
            .ProfileNames()
            .Where(name => name.StartsWith(begun, StringComparison.OrdinalIgnoreCase))
            .Select(static name => CompletionWord.Result(name, name));
    }
}
