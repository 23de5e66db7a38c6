using CsCheck;
using RedshiftEncryption.Redshift.Copy;
using RedshiftEncryption.Redshift.Sql;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Redshift;

public sealed class SqlQuotingTests
{
    static readonly Gen<string> Hostile = HostileText.Any;

    [Fact]
    public void A_literal_is_one_token_in_either_reading_of_backslashes_and_redshift_reads_the_text() =>
        Hostile
            .Where(static text => !text.Contains('\0'))
            .Sample(static text =>
            {
                var sql = $"FROM {SqlLiteral.Quote(text)};";
                var redshift = SqlLexer.Read(sql, backslashEscapes: true);
                var standard = SqlLexer.Read(sql, backslashEscapes: false);
                return redshift.Count == 3
                    && standard.Count == 3
                    && redshift[1] == ('\'', text)
                    && standard[1] == ('\'', text.Replace("\\", "\\\\", StringComparison.Ordinal));
            });

    [Fact]
    public void A_column_is_one_token_and_reads_as_its_name() =>
        Hostile
            .Where(static name => name.Length is > 0 and < 30 && name[0] != '"' && !name.Any(char.IsControl))
            .Sample(static name =>
            {
                var tokens = SqlLexer.Read(SqlIdentifier.Column(name), backslashEscapes: true);
                return tokens.Count == 1 && string.Equals(tokens[0].Text, name, StringComparison.Ordinal);
            });

    [Fact]
    public void A_delimited_table_name_reads_as_its_parts() =>
        Hostile
            .Where(static part => part.Length is > 0 and < 30 && !part.Any(char.IsControl))
            .Array[1, 3]
            .Sample(static parts =>
            {
                var written = string.Join(
                    '.',
                    parts.Select(static part => '"' + part.Replace("\"", "\"\"", StringComparison.Ordinal) + '"')
                );
                var tokens = SqlLexer.Read(SqlIdentifier.Table(written), backslashEscapes: true);
                return tokens.Count == parts.Length * 2 - 1
                    && tokens.Where(static (_, i) => i % 2 == 0).Select(static token => token.Text).SequenceEqual(parts);
            });

    [Theory]
    [InlineData("sales", "sales")]
    [InlineData("public.sales", "public.sales")]
    [InlineData("dev.public.Sales_2026$", "dev.public.Sales_2026$")]
    [InlineData("public.my table", "public.\"my table\"")]
    [InlineData("public.\"my.table\"", "public.\"my.table\"")]
    [InlineData("\"sales\"", "sales")]
    [InlineData("group", "\"group\"")]
    [InlineData("2026", "\"2026\"")]
    [InlineData("sales; DROP TABLE sales --", "\"sales; DROP TABLE sales --\"")]
    [InlineData("sa\"les", "\"sa\"\"les\"")]
    [InlineData("verkäufe", "\"verkäufe\"")]
    public void A_table_is_delimited_where_it_must_be(string name, string sql) => Assert.Equal(sql, SqlIdentifier.Table(name));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a.")]
    [InlineData(".a")]
    [InlineData("a.b.c.d")]
    [InlineData("\"a")]
    [InlineData("\"a\"b")]
    [InlineData("a\nb")]
    public void What_is_no_name_is_refused(string name) => Assert.Throws<InvalidCopyOptionException>(() => SqlIdentifier.Table(name));

    [Theory]
    [InlineData("a.b", "\"a.b\"")]
    [InlineData("\"a.b\"", "\"a.b\"")]
    [InlineData("order", "\"order\"")]
    public void A_column_may_hold_a_dot(string name, string sql) => Assert.Equal(sql, SqlIdentifier.Column(name));

    [Theory]
    [InlineData("|", "'|'")]
    [InlineData("|~|", "'|~|'")]
    [InlineData("\t", @"'\t'")]
    [InlineData(@"\t", @"'\t'")]
    [InlineData(@"\011", @"'\t'")]
    [InlineData(@"\001", @"'\001'")]
    [InlineData("\u0001", @"'\001'")]
    [InlineData("'", "''''")]
    [InlineData("\\", @"'\\'")]
    [InlineData(@"\\", @"'\\'")]
    public void A_delimiter_is_written_as_copy_takes_it(string delimiter, string literal) =>
        Assert.Equal(literal, CopyDelimiter.Literal(delimiter));

    [Theory]
    [InlineData("")]
    [InlineData("ß")]
    [InlineData("\0")]
    [InlineData(@"\000")]
    [InlineData(@"\777")]
    public void A_delimiter_that_copy_cannot_take_is_refused(string delimiter) =>
        Assert.Throws<InvalidCopyOptionException>(() => CopyDelimiter.Literal(delimiter));

    [Theory]
    [InlineData("newoption 10", "NEWOPTION 10")]
    [InlineData("  NEWOPTION   AS '^' ", "NEWOPTION AS '^'")]
    [InlineData(@"NEWOPTION AS '\\N'", @"NEWOPTION AS '\\N'")]
    [InlineData("NEWOPTION 'it''s'", "NEWOPTION 'it''s'")]
    [InlineData("NEWOPTION OFF", "NEWOPTION OFF")]
    [InlineData("NEWOPTION AS 'x; DROP TABLE y --'", "NEWOPTION AS 'x; DROP TABLE y --'")]
    public void An_option_line_is_kept(string line, string expected) => Assert.Equal(expected, CopyOptionLine.Parse(line));

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("'x'")]
    [InlineData("NEWOPTION 10; DROP TABLE x")]
    [InlineData("NEWOPTION 10 -- x")]
    [InlineData("NEWOPTION /* x */ 10")]
    [InlineData("NEWOPTION AS 'x")]
    [InlineData("NEWOPTION AS 'x'y")]
    [InlineData(@"NEWOPTION AS 'x\' ; DROP TABLE y --'")]
    [InlineData("NEWOPTION AS $$x$$")]
    [InlineData("NEWOPTION AS \"x\"")]
    [InlineData("NEWOPTION 10 IAM_ROLE 'arn:aws:iam::123456789012:role/other'")]
    [InlineData("credentials 'aws_iam_role=x;master_symmetric_key=y'")]
    [InlineData("MASTER_SYMMETRIC_KEY 'AAAA'")]
    [InlineData("ENCRYPTED")]
    [InlineData("MAXERROR 10")]
    [InlineData("NEWOPTION 10 maxerror 10")]
    [InlineData("NULL AS 'x'")]
    [InlineData("JOB CREATE x")]
    [InlineData("READRATIO 50")]
    [InlineData("QUOTE AS '\"'")]
    public void An_option_line_that_could_break_out_is_refused(string line) =>
        Assert.Throws<InvalidCopyOptionException>(() => CopyOptionLine.Parse(line));

    [Fact]
    public void A_refused_line_is_not_repeated()
    {
        var exception = Assert.Throws<InvalidCopyOptionException>(() => CopyOptionLine.Parse("MASTER_SYMMETRIC_KEY 'c2VjcmV0'"));
        Assert.DoesNotContain("c2VjcmV0", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Whatever is accepted stays inside its line, in either reading of backslashes.</summary>
    [Fact]
    public void No_accepted_option_line_breaks_out() =>
        Gen.OneOf(
                Hostile,
                Pick.OneOf("NEWOPTION ", "NEWOPTION AS ", "'", "x", "\\", "10", " ", ";", "''", "\\\\").Array[0, 8].Select(string.Concat)
            )
            .Sample(static line =>
            {
                string sql;
                try
                {
                    sql = CopyOptionLine.Parse(line);
                }
                catch (InvalidCopyOptionException)
                {
                    return true;
                }
                var redshift = SqlLexer.Read(sql, backslashEscapes: true);
                var standard = SqlLexer.Read(sql, backslashEscapes: false);
                return redshift.Select(static token => token.Kind).SequenceEqual(standard.Select(static token => token.Kind))
                    && redshift.All(static token => token.Kind is 'w' or 'n' or '\'' || token.Text is ".");
            });
}
