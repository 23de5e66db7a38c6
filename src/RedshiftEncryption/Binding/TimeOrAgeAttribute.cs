using System.Globalization;
using System.Management.Automation;

namespace RedshiftEncryption.Binding;

/// <summary>
/// Converts an age, a TimeSpan or its text such as "7.00:00:00", to the time that long ago. Other values are times. A number
/// is refused, because PowerShell takes it for ticks of 100 nanoseconds; 0 is the age of everything.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeOrAgeAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            TimeSpan age => TimeAgo(age),
            string text when NumberIn(text) is { } number => NotANumber(number),
            string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var age) => TimeAgo(age),
            int or long or double or decimal => NotANumber(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
            _ => inputData,
        };
    }

    static decimal? NumberIn(string text) =>
        decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null;

    static DateTime NotANumber(decimal number) =>
        number == 0
            ? TimeAgo(TimeSpan.Zero)
            : throw new ArgumentTransformationMetadataException(
                $"{number} is neither an age nor a time. Specify a time span, such as 7.00:00:00 for seven days or 12:00:00 for twelve "
                    + "hours, or a time."
            );

    static DateTime TimeAgo(TimeSpan age)
    {
        var now = DateTime.UtcNow;
        if (age < TimeSpan.Zero)
            throw new ArgumentTransformationMetadataException($"{age} is not an age: it is negative.");
        return age < now - DateTime.MinValue ? now - age : DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);
    }
}
