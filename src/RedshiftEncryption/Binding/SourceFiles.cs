using System.Collections.ObjectModel;
using System.Management.Automation;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Files;
using RedshiftEncryption.Source;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Binding;

/// <summary>
/// Resolves -Path, -LiteralPath and the pipeline to files, each of them once. Resolves wildcards, enumerates directories with
/// -Recurse, and reports an error for each unusable path.
/// </summary>
internal sealed class SourceFiles(PSCmdlet cmdlet, bool recurse, Action<ErrorRecord> failed)
{
    readonly HashSet<string> seen = new(FilePaths.Comparer);

    /// <summary>Returns the files of a path with wildcards.</summary>
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

    /// <summary>Returns the files of a literal path.</summary>
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

    /// <summary>Returns the file, or the files of the directory, at an absolute file system path.</summary>
    public IEnumerable<SourceItem> Expand(string path)
    {
        if (!Directory.Exists(path))
            return Once(path, foundBy: null);
        if (recurse)
            return Walk(path);
        // Get-ChildItem -Recurse returns the directories in addition to their files.
        if (cmdlet.MyInvocation.ExpectingInput)
            cmdlet.WriteVerbose(VisibleText.Of($"'{path}' is a directory and was skipped."));
        else
            failed(ErrorRecords.DirectoryWithoutRecurse(path));
        return [];
    }

    IEnumerable<SourceItem> Walk(string directory)
    {
        var isEmpty = true;
        foreach (var file in DirectoryWalk.Files(directory, (path, exception) => failed(ErrorRecords.Item(exception, path))))
        {
            isEmpty = false;
            foreach (var item in Once(file, foundBy: directory))
                yield return item;
        }
        // A mistyped path must not look like success.
        if (isEmpty)
            cmdlet.WriteWarning(VisibleText.Of($"No files were found in '{directory}'."));
    }

    IEnumerable<SourceItem> Once(string path, string? foundBy)
    {
        if (seen.Add(path))
            return [new SourceItem(path, foundBy)];
        cmdlet.WriteVerbose(VisibleText.Of($"'{path}' was already reached and is sent once."));
        return [];
    }
}
