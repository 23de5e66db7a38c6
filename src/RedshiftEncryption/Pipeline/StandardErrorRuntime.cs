using System.Management.Automation;
using System.Management.Automation.Host;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Pipeline;

/// <summary>
/// Keeps everything except a command's own bytes from standard output, where the host of pwsh writes warnings and verbose
/// messages too: messages go to standard error, and results and non-terminating errors are not possible.
/// </summary>
/// <param name="inner">The command's own runtime.</param>
/// <param name="isVerbose">Whether verbose messages are shown.</param>
internal sealed class StandardErrorRuntime(ICommandRuntime inner, bool isVerbose) : ICommandRuntime2
{
    public PSHost Host => inner.Host;

    public PSTransactionContext CurrentPSTransaction => inner.CurrentPSTransaction;

    public void WriteWarning(string text) => WriteLine("WARNING", text);

    public void WriteVerbose(string text)
    {
        if (isVerbose)
            WriteLine("VERBOSE", text);
    }

    public void WriteError(ErrorRecord errorRecord) => inner.ThrowTerminatingError(errorRecord);

    public void WriteObject(object sendToPipeline) => throw NoResults();

    public void WriteObject(object sendToPipeline, bool enumerateCollection) => throw NoResults();

    public void WriteDebug(string text) { }

    public void WriteProgress(ProgressRecord progressRecord) { }

    public void WriteProgress(long sourceId, ProgressRecord progressRecord) { }

    public void WriteInformation(InformationRecord informationRecord) { }

    public void WriteCommandDetail(string text) => inner.WriteCommandDetail(text);

    public bool ShouldProcess(string target) => throw NoPrompts();

    public bool ShouldProcess(string target, string action) => throw NoPrompts();

    public bool ShouldProcess(string verboseDescription, string verboseWarning, string caption) => throw NoPrompts();

    public bool ShouldProcess(
        string verboseDescription,
        string verboseWarning,
        string caption,
        out ShouldProcessReason shouldProcessReason
    ) => throw NoPrompts();

    public bool ShouldContinue(string query, string caption) => throw NoPrompts();

    public bool ShouldContinue(string query, string caption, ref bool yesToAll, ref bool noToAll) => throw NoPrompts();

    public bool ShouldContinue(string query, string caption, bool hasSecurityImpact, ref bool yesToAll, ref bool noToAll) =>
        throw NoPrompts();

    public bool TransactionAvailable() => inner.TransactionAvailable();

    public void ThrowTerminatingError(ErrorRecord errorRecord) => inner.ThrowTerminatingError(errorRecord);

    static void WriteLine(string kind, string text) => Console.Error.WriteLine($"{kind}: {VisibleText.Of(text)}");

    /// <summary>PowerShell would write the question, and the verbose description of the work, to standard output.</summary>
    static InvalidOperationException NoPrompts() => new("With -StandardOutput, a command cannot prompt.");

    static InvalidOperationException NoResults() => new("With -StandardOutput, a command has no results.");
}
