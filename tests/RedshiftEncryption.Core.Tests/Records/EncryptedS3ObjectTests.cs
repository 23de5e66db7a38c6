using System.Globalization;
using System.Reflection;
using RedshiftEncryption.Records;

namespace RedshiftEncryption.Tests.Records;

/// <summary>A property of the record is declared once. No copy may silently lack it.</summary>
public sealed class EncryptedS3ObjectTests
{
    static readonly PropertyInfo[] Properties = typeof(EncryptedS3Object).GetProperties(
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
    );

    /// <summary>A record with a value of its own in each property.</summary>
    static EncryptedS3Object Full()
    {
        var full = new EncryptedS3Object();
        for (var i = 0; i < Properties.Length; i++)
            Properties[i].SetValue(full, ValueOf(Properties[i].PropertyType, i + 1));
        return full;
    }

    static object ValueOf(Type type, int number)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (bare == typeof(string))
            return number.ToString(CultureInfo.InvariantCulture);
        if (bare == typeof(long))
            return (long)number;
        if (bare == typeof(bool))
            return true;
        if (bare == typeof(DateTime))
            return new DateTime(2026, 1, number, 0, 0, 0, DateTimeKind.Utc);
        if (bare == typeof(IReadOnlyList<FailureCounter>))
            return new[] { new FailureCounter("Send") };
        throw new NotSupportedException($"Extend this test for properties of type {type}.");
    }

    [Fact]
    public void Every_property_survives_test_and_conversion()
    {
        var full = Full();
        foreach (EncryptedS3Object copy in new EncryptedS3Object[] { new(full), new RoundTripResult(full), new ConvertedS3Object(full) })
        {
            foreach (var property in Properties)
            {
                Assert.NotNull(property.GetValue(full));
                Assert.Equal(property.GetValue(full), property.GetValue(copy));
            }
        }
    }
}
