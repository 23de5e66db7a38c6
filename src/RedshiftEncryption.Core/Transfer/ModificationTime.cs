using System.Globalization;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// Contains the last write time of an object's source file in user metadata, in the form that rclone uses: seconds since
/// 1970 in UTC, with decimals.
/// </summary>
internal static class ModificationTime
{
    /// <summary>The name of the user metadata, without the <c>x-amz-meta-</c> prefix.</summary>
    public const string Field = UserMetadata.TimeOfSource;

    /// <summary>
    /// How much older than its source an object may appear: server clocks have whole seconds, and some file systems two.
    /// </summary>
    public static TimeSpan Tolerance { get; } = TimeSpan.FromSeconds(2);

    static readonly DateTime Epoch = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <param name="time">A time in UTC.</param>
    public static string Format(DateTime time) =>
        ((time - Epoch).Ticks / (decimal)TimeSpan.TicksPerSecond).ToString(CultureInfo.InvariantCulture);

    /// <summary>Returns the time in an object's metadata, in UTC; null if there is none, or none that a file can have.</summary>
    public static DateTime? Of(ObjectDescription description)
    {
        if (
            !description.Metadata.TryGetValue(Field, out var text)
            || !decimal.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var seconds
            )
            || Math.Abs(seconds) > (decimal)DateTime.MaxValue.Ticks / TimeSpan.TicksPerSecond
        )
            return null;
        var ticks = Epoch.Ticks + (long)decimal.Truncate(seconds * TimeSpan.TicksPerSecond);
        // The range of Windows' file times.
        return ticks > EarliestFileTime.Ticks && ticks <= DateTime.MaxValue.Ticks ? new DateTime(ticks, DateTimeKind.Utc) : null;
    }

    static DateTime EarliestFileTime { get; } = new(1601, 1, 1, 0, 0, 0, DateTimeKind.Utc);
}
