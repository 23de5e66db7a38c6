using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Tests.Transfer;

public sealed class ModificationTimeTests
{
    static DateTime? Read(string text) =>
        ModificationTime.Of(
            new ObjectDescription
            {
                Length = 0,
                Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [ModificationTime.Field] = text },
            }
        );

    [Theory]
    [InlineData("2026-01-02T03:04:05.1234500Z", "1767323045.12345")]
    [InlineData("2026-01-02T03:04:05Z", "1767323045")]
    [InlineData("1970-01-01T00:00:00Z", "0")]
    [InlineData("1969-12-31T23:59:58.5Z", "-1.5")]
    [InlineData("1970-01-01T00:00:00.0000001Z", "0.0000001")]
    public void It_is_written_as_rclone_writes_it(string time, string expected)
    {
        var utc = DateTime.Parse(time, null, System.Globalization.DateTimeStyles.RoundtripKind);
        Assert.Equal(expected, ModificationTime.Format(utc));
        Assert.Equal(utc, Read(expected));
    }

    [Fact]
    public void Nanoseconds_are_read() =>
        Assert.Equal(new DateTime(2012, 11, 27, 18, 15, 5, DateTimeKind.Utc).AddTicks(1234567), Read("1354040105.123456789"));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("NaN")]
    [InlineData("1e9")]
    [InlineData("1,5")]
    [InlineData("0x10")]
    [InlineData("253402300800")]
    [InlineData("-11644473600")]
    [InlineData("79228162514264337593543950335")]
    public void Anything_else_is_no_time(string text) => Assert.Null(Read(text));
}
