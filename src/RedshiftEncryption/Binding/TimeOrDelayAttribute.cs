using System.Management.Automation;

namespace RedshiftEncryption.Binding;

/// <summary>
/// Converts a delay, a TimeSpan or its text such as "00:14:00", to the time that far ahead. Other values are times. A number is
/// refused, as by <see cref="TimeOrAgeAttribute"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeOrDelayAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        TimeArgument.Transform(inputData, TimeAhead, "a time span, such as 00:14:00 for fourteen minutes or 04:00:00 for four hours");

    static DateTime TimeAhead(TimeSpan delay)
    {
        var now = DateTime.UtcNow;
        if (delay < TimeSpan.Zero)
            throw new ArgumentTransformationMetadataException($"{delay} is not a delay: it is negative.");
        return delay < DateTime.MaxValue - now ? now + delay : DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);
    }
}
