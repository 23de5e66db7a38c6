using System.Collections.ObjectModel;
using System.Management.Automation;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Files;
using RedshiftEncryption.Source;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Binding;

/// <summary>
/// Turns what -Path, -LiteralPath and the pipeline name into files, each once: wildcards resolved, directories walked
/// with -Recurse, and what cannot be used reported as an error of its own.
/// </summary>
internal sealed class SourceFiles(PSCmdlet cmdlet, bool recurse, Action<ErrorRecord> failed)
{
    readonly HashSet<string> seen = new(FilePaths.Comparer);

    /// <summary>Files by paths with wildcards.</summary>
    public IEnumerable<SourceItem> ByPath(string path)
    {
        Collection<string> resolved;
        try
        {
            resolved = FileSystemPath.ResolveWildcards(cmdlet, path);
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            failed(ErrorRecords.Item(exception, path));
            return [];
        }
        if (resolved.Count == 0)
            failed(ErrorRecords.NothingMatches(path));
        return resolved.SelectMany(Expand);
    }

    /// <summary>Files by paths that are taken as they are.</summary>
    public IEnumerable<SourceItem> ByLiteralPath(string path)
    {
        try
        {
            return Expand(FileSystemPath.Resolve(cmdlet, path));
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            failed(ErrorRecords.Item(exception, path));
            return [];
        }
    }

    /// <summary>The file or directory at an absolute file system path.</summary>
    public IEnumerable<SourceItem> Expand(string path)
    {
        if (!Directory.Exists(path))
            return Once(path, foundBy: null);
        if (recurse)
        {
            return DirectoryWalk
                .Files(path, (directory, exception) => failed(ErrorRecords.Item(exception, directory)))
                .SelectMany(file => Once(file, foundBy: path));
        }
        // Get-ChildItem -Recurse gives the directories too, and its files come by themselves.
        if (cmdlet.MyInvocation.ExpectingInput)
            cmdlet.WriteVerbose(VisibleText.Of($"'{path}' is a directory and was skipped."));
        else
            failed(ErrorRecords.DirectoryWithoutRecurse(path));
        return [];
    }

    IEnumerable<SourceItem> Once(string path, string? foundBy)
    {
        if (seen.Add(path))
            return [new SourceItem(path, foundBy)];
        cmdlet.WriteVerbose(VisibleText.Of($"'{path}' was already reached and is sent once."));
        return [];
    }
}
