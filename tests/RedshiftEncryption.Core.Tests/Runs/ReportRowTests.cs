using System.Globalization;
using CsCheck;
using RedshiftEncryption.Csv;
using RedshiftEncryption.Runs;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Tests.Runs;

public sealed class ReportRowTests
{
    static readonly Gen<string> Text = Gen.String.Where(static text => text.Length > 0 && !text.Any(char.IsSurrogate));

    [Fact]
    public Task What_is_written_is_read_back() =>
        Gen.Select(Text, Text, Gen.Enum<RunOutcome>(), Gen.Long[0, long.MaxValue], Gen.Bool)
            .SampleAsync(
                static async (key, version, outcome, length, isKnown) =>
                {
                    var row = new ReportRow(
                        new S3Address("archive", key, isKnown ? version : null),
                        outcome,
                        outcome == RunOutcome.Failed ? "ObjectNotFound" : null,
                        isKnown ? length : null,
                        7
                    );
                    var text = Written(row);
                    Assert.DoesNotContain('"', text);
                    Assert.Equal(1, text.Count(static character => character is '\n' or '\r'));
                    using var rows = new CsvRows(new StringReader(text));
                    Assert.Equal(row, ReportRow.Read((await rows.ReadAsync())!));
                    Assert.Null(await rows.ReadAsync());
                }
            );

    [Theory]
    [InlineData("=1+1")]
    [InlineData("@SUM(A1)")]
    [InlineData("+1")]
    public void A_key_does_not_look_like_a_formula(string key) =>
        Assert.StartsWith(
            "archive,%",
            Written(new ReportRow(new S3Address("archive", key), RunOutcome.Done, null, null, 1)),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("archive,a,,Done,,1")]
    [InlineData("archive,,,Done,,1,1")]
    [InlineData("a rchive,a,,Done,,1,1")]
    [InlineData("archive,%zz,,Done,,1,1")]
    [InlineData("archive,a,,done,,1,1")]
    [InlineData("archive,a,,0,,1,1")]
    [InlineData("archive,a,,Done,,-1,1")]
    [InlineData("archive,a,,Done,,1,")]
    public void Other_rows_are_refused(string text) => Assert.Throws<FormatException>(() => ReportRow.Read(text.Split(',')));

    static string Written(ReportRow row)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        row.Write(writer);
        return writer.ToString();
    }
}
