using System.Management.Automation;

namespace RedshiftEncryption.Binding;

/// <summary>
/// Converts an age, a TimeSpan or its text such as "7.00:00:00", to the time that long ago. Other values are times; 0 is the age
/// of everything.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeOrAgeAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        TimeArgument.Transform(inputData, TimeAgo, "a time span, such as 7.00:00:00 for seven days or 12:00:00 for twelve hours");

    static DateTime TimeAgo(TimeSpan age)
    {
        var now = DateTime.UtcNow;
        if (age < TimeSpan.Zero)
            throw new ArgumentTransformationMetadataException($"{age} is not an age: it is negative.");
        return age < now - DateTime.MinValue ? now - age : DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);
    }
}
