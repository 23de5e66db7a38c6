using System.Management.Automation;

namespace RedshiftEncryption.Binding;

/// <summary>Selects files and objects by their relative path and their time.</summary>
/// <param name="include">Wildcard patterns, of which at least one must match; null for all paths.</param>
/// <param name="exclude">Wildcard patterns, of which none may match; null for none.</param>
/// <param name="newerThan">The time that an item must be newer than; null for any.</param>
/// <param name="olderThan">The time that an item must be older than; null for any.</param>
internal sealed class ItemFilter(string[]? include, string[]? exclude, DateTime? newerThan, DateTime? olderThan)
{
    readonly WildcardPattern[]? included = Patterns(include);
    readonly WildcardPattern[]? excluded = Patterns(exclude);
    readonly DateTime? newerThanUtc = newerThan?.ToUniversalTime();
    readonly DateTime? olderThanUtc = olderThan?.ToUniversalTime();

    /// <summary>Gets whether the time of an item matters.</summary>
    public bool NeedsTime => newerThanUtc is not null || olderThanUtc is not null;

    /// <param name="relativePath">The path below the base directory or the key prefix, with forward slashes.</param>
    /// <param name="timeUtc">Returns the last change of the item in UTC, null if it is not known. Called only if it matters.</param>
    public bool Takes(string relativePath, Func<DateTime?> timeUtc) =>
        (included is null || Array.Exists(included, pattern => pattern.IsMatch(relativePath)))
        && (excluded is null || !Array.Exists(excluded, pattern => pattern.IsMatch(relativePath)))
        && (
            !NeedsTime
            || (timeUtc() is { } time && (newerThanUtc is null || time > newerThanUtc) && (olderThanUtc is null || time < olderThanUtc))
        );

    /// <summary>PowerShell's patterns ignore case. On Windows, a pattern may be written with backslashes.</summary>
    static WildcardPattern[]? Patterns(string[]? patterns) =>
        patterns is null
            ? null
            : Array.ConvertAll(
                patterns,
                static pattern => new WildcardPattern(pattern.Replace(Path.DirectorySeparatorChar, '/'), WildcardOptions.IgnoreCase)
            );
}
