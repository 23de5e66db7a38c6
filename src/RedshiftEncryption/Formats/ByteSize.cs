using System.Globalization;

namespace RedshiftEncryption.Formats;

/// <summary>Formats lengths for the module's views. Public only for the script blocks of the format file.</summary>
public static class ByteSize
{
    const int Step = 1024;

    static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Formats a length in the largest unit in which it is at least 1: <c>1.2 GiB</c>.</summary>
    /// <param name="bytes">The length in bytes; null if unknown.</param>
    /// <returns>The text, or null.</returns>
    public static string? Text(long? bytes)
    {
        if (bytes is not { } length)
            return null;
        if (length < Step)
            return string.Format(CultureInfo.CurrentCulture, "{0:N0} {1}", length, Units[0]);
        var number = (double)length;
        var unit = 0;
        // 1023.95 KiB would be rounded to 1,024.0 KiB.
        for (; number >= Step - 0.05 && unit < Units.Length - 1; unit++)
            number /= Step;
        return string.Format(CultureInfo.CurrentCulture, "{0:N1} {1}", number, Units[unit]);
    }
}
