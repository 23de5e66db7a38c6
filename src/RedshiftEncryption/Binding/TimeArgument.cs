using System.Globalization;
using System.Management.Automation;

namespace RedshiftEncryption.Binding;

/// <summary>
/// Reads parameters that take a time, or a time span from now. A number is refused, because PowerShell takes it for ticks of 100
/// nanoseconds; 0 is now.
/// </summary>
internal static class TimeArgument
{
    /// <summary>Converts a time span to a time, and leaves other values to PowerShell.</summary>
    /// <param name="inputData">The argument.</param>
    /// <param name="fromNow">Gets the time for a time span.</param>
    /// <param name="example">Words for a time span and examples, for the error.</param>
    public static object Transform(object inputData, Func<TimeSpan, DateTime> fromNow, string example)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            TimeSpan span => fromNow(span),
            string text when NumberIn(text) is { } number => Number(number, fromNow, example),
            string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) => fromNow(span),
            int or long or double or decimal => Number(Convert.ToDecimal(value, CultureInfo.InvariantCulture), fromNow, example),
            _ => inputData,
        };
    }

    static decimal? NumberIn(string text) =>
        decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null;

    static DateTime Number(decimal number, Func<TimeSpan, DateTime> fromNow, string example) =>
        number == 0
            ? fromNow(TimeSpan.Zero)
            : throw new ArgumentTransformationMetadataException(
                $"{number} is neither a time span nor a time. Specify {example}, or a time."
            );
}
