using System.Management.Automation;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Destination;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Loading;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Pipeline;
using RedshiftEncryption.Redshift.Ssh;

namespace RedshiftEncryption.Commands;

/// <content>The parameter set that streams a share to standard output, for COPY over SSH.</content>
public sealed partial class ReceiveEncryptedS3ObjectCommand
{
    const string StandardOutputSet = "StandardOutput";

    /// <summary>The host of pwsh itself. Those of remoting, jobs and editors have no standard output of their own.</summary>
    const string ConsoleHost = "ConsoleHost";

    /// <summary>
    /// Writes the plaintext of a share to the standard output of the process, as bytes and nothing else. All objects are checked
    /// before. The first failure ends the command.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = StandardOutputSet)]
    public SwitchParameter StandardOutput { get; set; }

    /// <summary>The share list that New-CopyManifest wrote.</summary>
    [Parameter(Mandatory = true, ParameterSetName = StandardOutputSet)]
    [ValidateNotNullOrEmpty]
    public string ShareList { get; set; } = "";

    /// <summary>The name of the share in the list.</summary>
    [Parameter(Mandatory = true, ParameterSetName = StandardOutputSet)]
    [ValidateNotNullOrEmpty]
    public string Share { get; set; } = "";

    /// <summary>Leaves out the first line of every object, beside those that the share list marks as having a header.</summary>
    [Parameter(ParameterSetName = StandardOutputSet)]
    public SwitchParameter SkipHeader { get; set; }

    /// <summary>Refuses everything that would add text to standard output, or let the process end with exit code 0.</summary>
    void GuardStandardOutput()
    {
        if (!StandardOutput)
            Refuse("-StandardOutput:$false has no meaning. Specify -Destination to receive files.");
        if (IsGiven("WhatIf") || IsGiven("Confirm") || LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference")))
            Refuse("-StandardOutput changes nothing, and -WhatIf and -Confirm would write to standard output. Omit them.");
        if (FilterParameter is { } filter)
            Refuse($"-{filter} selects from a listing, and -Share is streamed as a whole.");
        if (MyInvocation.ExpectingInput)
            Refuse("-StandardOutput streams a share of a -ShareList, and takes no objects from the pipeline.");
        if (
            !string.Equals(Host.Name, ConsoleHost, StringComparison.Ordinal) || SessionState.PSVariable.GetValue("PSSenderInfo") is not null
        )
            Refuse(
                $"-StandardOutput needs the standard output of pwsh itself, and this session runs in '{Host.Name}': "
                    + "remoting, jobs and editors use it for themselves. Run a script with pwsh -NoProfile -NonInteractive -File."
            );
        if (!Console.IsOutputRedirected)
            Refuse("-StandardOutput writes plaintext, and standard output is a terminal. Run the command through SSH, or redirect pwsh.");
        // Without this, pwsh would end with exit code 0 after an error, and COPY could take a part for the whole.
        if (
            !string.Equals(
                SessionState.PSVariable.GetValue("ErrorActionPreference")?.ToString(),
                nameof(ActionPreference.Stop),
                StringComparison.OrdinalIgnoreCase
            )
        )
            Refuse("-StandardOutput requires $ErrorActionPreference = 'Stop', so that pwsh ends with an exit code other than 0.");
    }

    /// <summary>Runs an action whose messages go to standard error. PowerShell expects its own runtime between the calls.</summary>
    void WithStandardError(Action action)
    {
        var own = CommandRuntime;
        CommandRuntime = new StandardErrorRuntime(own, IsVerbose());
        try
        {
            action();
        }
        finally
        {
            CommandRuntime = own;
        }
    }

    bool IsVerbose() =>
        MyInvocation.BoundParameters.TryGetValue("Verbose", out var verbose)
            ? LanguagePrimitives.IsTrue(verbose)
            : SessionState.PSVariable.GetValue("VerbosePreference") is { } preference
                && !string.Equals(preference.ToString(), nameof(ActionPreference.SilentlyContinue), StringComparison.OrdinalIgnoreCase);

    void Refuse(string message) => ThrowTerminatingError(ErrorRecords.InvalidParameters(message, nameof(StandardOutput)));

    void StreamShare()
    {
        var target = ShareList;
        try
        {
            var path = Path.GetFullPath(FileSystemPath.Resolve(this, ShareList));
            var share = Await(Task.Run(() => ShareListFile.ReadAsync(path, Share, StopToken)));
            target = Share;
            var request = new StreamShareRequest(share, Keys)
            {
                Expands = Expand,
                ExpansionLimit = new ExpansionLimit { MaximumLength = IsGiven(nameof(MaximumExpandedSize)) ? MaximumExpandedSize : null },
                SkipsHeaders = SkipHeader,
                RequiresEncryption = RequireEncryption,
            };
            if (ThrottleLimit > 0)
                request = request with { ConcurrentChecks = ThrottleLimit };
            var operation = new StreamShareOperation(Connect(), Buffers, CompressionOpener.Open);
            var length = AwaitSettled(async token =>
            {
                using var output = Console.OpenStandardOutput();
                return await operation.RunAsync(request, output, token).ConfigureAwait(false);
            });
            WriteVerbose($"{Share}: {share.Objects.Count} objects, {length} bytes.");
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            ThrowTerminatingError(ErrorRecords.Item(exception, target));
        }
    }
}
