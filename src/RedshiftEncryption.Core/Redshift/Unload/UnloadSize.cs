using System.Globalization;
using System.Text.RegularExpressions;

namespace RedshiftEncryption.Redshift.Unload;

/// <summary>Validates sizes for UNLOAD: a number within bounds, with the unit MB or GB. The number is not changed.</summary>
internal static class UnloadSize
{
    const int MegabytesInGigabyte = 1024;

    static readonly Regex Form = new(
        @"^(?<number>[0-9]{1,9}(\.[0-9]{1,9})?) ?(?<unit>MB|GB)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        TimeSpan.FromSeconds(1)
    );

    /// <summary>Formats MAXFILESIZE: a decimal from 5 MB to 6.2 GB.</summary>
    /// <exception cref="InvalidCopyOptionException">The text is not such a size.</exception>
    public static string MaxFileSize(string text) =>
        TryRead(text, out var size, out var megabytes) && megabytes is >= 5m and <= 6.2m * MegabytesInGigabyte
            ? size
            : throw new InvalidCopyOptionException(
                $"'{text}' is not a valid MAXFILESIZE. Specify a size from 5 MB to 6.2 GB, such as 100 MB. The default unit is MB."
            );

    /// <summary>Formats ROWGROUPSIZE: a whole number from 32 MB to 128 MB.</summary>
    /// <exception cref="InvalidCopyOptionException">The text is not such a size.</exception>
    public static string RowGroupSize(string text) =>
        TryRead(text, out var size, out var megabytes) && megabytes is >= 32m and <= 128m && !size.Contains('.', StringComparison.Ordinal)
            ? size
            : throw new InvalidCopyOptionException(
                $"'{text}' is not a valid ROWGROUPSIZE. Specify a whole number from 32 MB to 128 MB. The default unit is MB."
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
