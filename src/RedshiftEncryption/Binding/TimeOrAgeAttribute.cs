using System.Globalization;
using System.Management.Automation;

namespace RedshiftEncryption.Binding;

/// <summary>Converts an age, a TimeSpan or its text such as "7.00:00:00", to the time that long ago. Other values are times.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeOrAgeAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        var age = value switch
        {
            TimeSpan span => span,
            // A number alone would be days.
            string text when text.Contains(':') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) => span,
            _ => (TimeSpan?)null,
        };
        if (age is not { } found)
            return inputData;
        var now = DateTime.UtcNow;
        return found.Duration() <= now - DateTime.MinValue
            ? now - found.Duration()
            : throw new ArgumentTransformationMetadataException($"The age {found} is longer than there have been years.");
    }
}
