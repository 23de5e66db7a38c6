using System.Globalization;
using System.Management.Automation;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Operations;

namespace RedshiftEncryption.Pipeline;

/// <summary>A cmdlet that processes directories or listings, of which filters select the files and objects.</summary>
public abstract class FilteredCommand : S3Command
{
    ItemFilter? filter;
    int taken;
    int filteredOut;

    /// <summary>
    /// Wildcard patterns for the paths below the base directory or the key prefix. At least one must match. An asterisk also
    /// matches slashes.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Include { get; set; }

    /// <summary>Wildcard patterns for the paths below the base directory or the key prefix. None may match.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Exclude { get; set; }

    /// <summary>Selects files or objects that were changed after this time, or at most this TimeSpan ago.</summary>
    [Parameter]
    [TimeOrAge]
    public DateTime? NewerThan { get; set; }

    /// <summary>Selects files or objects that were changed before this time, or more than this TimeSpan ago.</summary>
    [Parameter]
    [TimeOrAge]
    public DateTime? OlderThan { get; set; }

    /// <summary>Gets the filter that was specified first; null for none.</summary>
    private protected string? FilterParameter =>
        Array.Find([nameof(Include), nameof(Exclude), nameof(NewerThan), nameof(OlderThan)], IsGiven);

    /// <summary>Gets whether the command processes all items, and not a shard of them, of which the filters may select none.</summary>
    private protected virtual bool IsWhole => true;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        filter = FilterParameter is null ? null : new ItemFilter(Include, Exclude, NewerThan, OlderThan);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (filteredOut == 0)
            return;
        var text = string.Format(
            CultureInfo.CurrentCulture,
            "{0:N0} {1} by the filters.",
            filteredOut,
            filteredOut == 1 ? "item was left out" : "items were left out"
        );
        // A mistyped pattern must not look like success. That nothing is newer or older is usual.
        if (taken == 0 && IsWhole && NewerThan is null && OlderThan is null)
            WriteWarning($"Nothing was selected: {text}");
        else
            WriteVerbose(text);
    }

    /// <summary>Returns whether the filters select a file, by its path below the base directory as in its key.</summary>
    /// <param name="item">The file.</param>
    /// <param name="basePath">The directory that keys are relative to; null for the one that the file was found by.</param>
    private protected bool Takes(SourceItem item, string? basePath)
    {
        if (filter is null)
            return true;
        string relative;
        try
        {
            relative = DestinationKey.For(item.Path, basePath ?? item.FoundBy, keyPrefix: null);
        }
        catch (Exception exception) when (exception is OutsideBasePathException or InvalidKeyException)
        {
            // The command reports that for the files that it processes.
            relative = Path.GetFileName(item.Path);
        }
        return Takes(relative, () => File.GetLastWriteTimeUtc(item.Path));
    }

    /// <summary>Resolves the directory that keys are relative to, or ends the command.</summary>
    private protected string ResolveBasePath(string path)
    {
        try
        {
            var resolved = FileSystemPath.Resolve(this, path);
            if (Directory.Exists(resolved))
                return Path.GetFullPath(resolved);
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            ThrowTerminatingError(ErrorRecords.Item(exception, path));
        }
        ThrowTerminatingError(ErrorRecords.BasePathNotADirectory(path));
        return path;
    }

    /// <summary>Returns whether the filters select an item.</summary>
    /// <param name="relativePath">The path below the base directory or the key prefix.</param>
    /// <param name="timeUtc">Returns the last change of the item in UTC, null if it is not known.</param>
    private protected bool Takes(string relativePath, Func<DateTime?> timeUtc)
    {
        if (filter is null || filter.Takes(relativePath, timeUtc))
        {
            taken++;
            return true;
        }
        filteredOut++;
        return false;
    }
}
