using System.Globalization;
using System.Text.RegularExpressions;

namespace RedshiftEncryption.Redshift.Unload;

/// <summary>A size of UNLOAD's: a number with the unit MB or GB, as it was written, within bounds.</summary>
internal static class UnloadSize
{
    const int MegabytesInGigabyte = 1024;

    static readonly Regex Form = new(
        @"^(?<number>[0-9]{1,9}(\.[0-9]{1,9})?) ?(?<unit>MB|GB)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        TimeSpan.FromSeconds(1)
    );

    /// <summary>MAXFILESIZE: a decimal from 5 MB to 6.2 GB.</summary>
    /// <exception cref="InvalidCopyOptionException">It is no such size.</exception>
    public static string MaxFileSize(string text) =>
        TryRead(text, out var size, out var megabytes) && megabytes is >= 5m and <= 6.2m * MegabytesInGigabyte
            ? size
            : throw new InvalidCopyOptionException(
                $"'{text}' is no MAXFILESIZE; one is from 5 MB to 6.2 GB, for example 100 MB (the unit is MB where none is given)."
            );

    /// <summary>ROWGROUPSIZE: a whole number from 32 MB to 128 MB.</summary>
    /// <exception cref="InvalidCopyOptionException">It is no such size.</exception>
    public static string RowGroupSize(string text) =>
        TryRead(text, out var size, out var megabytes) && megabytes is >= 32m and <= 128m && !size.Contains('.', StringComparison.Ordinal)
            ? size
            : throw new InvalidCopyOptionException(
                $"'{text}' is no ROWGROUPSIZE; one is a whole number from 32 MB to 128 MB (the unit is MB where none is given)."
            );

    static bool TryRead(string text, out string size, out decimal megabytes)
    {
        var match = Form.Match(text);
        (size, megabytes) = ("", 0m);
        if (!match.Success)
            return false;
        var number = match.Groups["number"].Value;
        var unit = match.Groups["unit"].Success ? match.Groups["unit"].Value.ToUpperInvariant() : "MB";
        size = $"{number} {unit}";
        megabytes =
            decimal.Parse(number, CultureInfo.InvariantCulture)
            * (string.Equals(unit, "GB", StringComparison.Ordinal) ? MegabytesInGigabyte : 1);
        return true;
    }
}
