using System.Text;
using CsCheck;
using RedshiftEncryption.Source;
using RedshiftEncryption.Splitting;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Splitting;

public sealed class RecordSplitterTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    static async Task<(List<SourceRange> Ranges, RecordSplitter Splitter)> SplitAsync(byte[] content, SplitRequest request)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "source");
        await File.WriteAllBytesAsync(path, content, Token);
        using var file = await SourceFile.OpenAsync(path, Token);
        var splitter = new RecordSplitter(file, request);
        var ranges = new List<SourceRange>();
        while (await splitter.NextAsync(Token) is { } range)
            ranges.Add(range);
        return (ranges, splitter);
    }

    /// <summary>The places where a record ends, found byte by byte by the plainest reading of each format.</summary>
    static List<long> Ends(byte[] content, RecordFormat format)
    {
        var ends = new List<long>();
        var (quoted, escaped, depth, afterValue) = (false, false, 0, false);
        for (var i = 0; i < content.Length; i++)
        {
            var character = (char)content[i];
            switch (format)
            {
                case RecordFormat.Line:
                    if (character == '\n' && !escaped)
                        ends.Add(i + 1);
                    escaped = character == '\\' && !escaped;
                    break;
                case RecordFormat.Csv:
                    quoted ^= character == '"';
                    if (character == '\n' && !quoted)
                        ends.Add(i + 1);
                    break;
                default:
                    if (quoted)
                    {
                        quoted = escaped || character != '"';
                        escaped = !escaped && character == '\\';
                        break;
                    }
                    if (afterValue && character is not (' ' or '\t' or '\r' or '\n'))
                        ends.Add(i);
                    if (character is not (' ' or '\t' or '\r'))
                        afterValue = false;
                    quoted = character == '"';
                    if (character is '{' or '[')
                        depth++;
                    if (character is '}' or ']')
                    {
                        depth = Math.Max(0, depth - 1);
                        afterValue = depth == 0;
                    }
                    if (character == '\n' && depth == 0)
                        ends.Add(i + 1);
                    break;
            }
        }
        if (ends.Count == 0 || ends[^1] != content.Length)
            ends.Add(content.Length);
        return ends;
    }

    /// <summary>The places after which a record counts: where it ends, or in JSON, where its value does.</summary>
    static List<long> Counted(byte[] content, RecordFormat format)
    {
        if (format != RecordFormat.Json)
            return Ends(content, format);
        var ends = new List<long>();
        var (quoted, escaped, depth) = (false, false, 0);
        for (var i = 0; i < content.Length; i++)
        {
            var character = (char)content[i];
            if (quoted)
            {
                quoted = escaped || character != '"';
                escaped = !escaped && character == '\\';
                continue;
            }
            quoted = character == '"';
            if (character is '{' or '[')
                depth++;
            if (character is not ('}' or ']'))
                continue;
            depth = Math.Max(0, depth - 1);
            if (depth == 0)
                ends.Add(i + 1);
        }
        return ends;
    }

    /// <summary>Whether a quotation mark, a string or a value is open at the end.</summary>
    static bool IsUnclosed(byte[] content, RecordFormat format)
    {
        if (format == RecordFormat.Line)
            return false;
        if (format == RecordFormat.Csv)
            return content.Count(static value => value == '"') % 2 == 1;
        var (quoted, escaped, depth) = (false, false, 0);
        foreach (var character in content.Select(static value => (char)value))
        {
            if (quoted)
            {
                quoted = escaped || character != '"';
                escaped = !escaped && character == '\\';
                continue;
            }
            quoted = character == '"';
            depth +=
                character is '{' or '[' ? 1
                : character is '}' or ']' && depth > 0 ? -1
                : 0;
        }
        return quoted || depth > 0;
    }

    static List<SourceRange> Expected(byte[] content, SplitRequest request)
    {
        var ends = Ends(content, request.Format);
        var counted = Counted(content, request.Format);
        var header = request.HeaderRow == HeaderRow.None || content.Length == 0 ? 0 : ends[0];
        var least = Math.Max(1, (content.Length + request.Size - 1) / request.Size);
        var count = (least + request.SliceCount - 1) / request.SliceCount * request.SliceCount;
        var ranges = new List<SourceRange>();
        var last = header;
        for (var i = 1; i <= count; i++)
        {
            var target = i * (long)content.Length / count;
            var cut =
                i == count ? content.Length
                : target == 0 ? last
                : Math.Max(last, ends.First(end => end >= target));
            ranges.Add(
                new SourceRange(last, cut - last, request.HeaderRow == HeaderRow.Repeat ? header : 0)
                {
                    RowCount = counted.Count(end => end > last && end <= cut),
                }
            );
            last = cut;
        }
        return ranges;
    }

    [Theory]
    [InlineData(RecordFormat.Line, "ab1\n\r\\,\"")]
    [InlineData(RecordFormat.Csv, "ab1\n\r,\"\"\\")]
    [InlineData(RecordFormat.Json, "a1{}[]\"\\\n\r ,:")]
    public async Task Any_bytes_are_cut_where_the_plainest_reading_cuts_them(RecordFormat format, string alphabet)
    {
        var content = Gen.Char[alphabet].Array[0, 400].Select(static characters => Encoding.ASCII.GetBytes(characters));
        await content
            .Select(Gen.Int[1, 120], Gen.Int[1, 7], Gen.Enum<HeaderRow>())
            .SampleAsync(
                async (bytes, size, slices, header) =>
                {
                    var request = new SplitRequest(size)
                    {
                        Format = format,
                        SliceCount = slices,
                        HeaderRow = format == RecordFormat.Json ? HeaderRow.None : header,
                    };
                    var expected = Expected(bytes, request);
                    if (expected.Count > 1 && IsUnclosed(bytes, format))
                    {
                        await Assert.ThrowsAsync<UnsplittableSourceException>(() => SplitAsync(bytes, request));
                        return;
                    }
                    try
                    {
                        var (ranges, splitter) = await SplitAsync(bytes, request);
                        Assert.Equal(expected, ranges);
                        Assert.Equal(splitter.Count, ranges.Count);
                    }
                    catch (UnsplittableSourceException)
                    {
                        // Allowed only where one object would have it all.
                        Assert.True(expected.Count > 1 && expected[0].Offset + expected[0].Length == bytes.Length);
                    }
                },
                iter: 3000
            );
    }

    [Theory]
    [InlineData(RecordFormat.Line)]
    [InlineData(RecordFormat.Csv)]
    [InlineData(RecordFormat.Json)]
    public async Task Records_over_chunks_and_blocks_are_cut_alike(RecordFormat format)
    {
        // Chunks are of 1 MiB and blocks of 64 KiB: records of all lengths lie across their borders.
        var random = new Random(5);
        var text = new StringBuilder();
        while (text.Length < 5_000_000)
        {
            var filling = new string('x', random.Next(0, 10) == 0 ? random.Next(200_000) : random.Next(300));
            text.Append(
                format switch
                {
                    RecordFormat.Line => $"{filling}\\\n{filling[..(filling.Length / 2)]}\n",
                    RecordFormat.Csv => $"1,\"{filling}\n\"\"{filling}\",2\r\n",
                    _ => $"{{\"a\":\"{filling}\\\"}}\n{{\",\n \"b\":[1,\n2]}}{(random.Next(2) == 0 ? " \n" : " ")}",
                }
            );
        }
        var content = Encoding.UTF8.GetBytes(text.ToString());
        foreach (var size in new[] { 50_000, 1_048_576, 1_500_001 })
        {
            var request = new SplitRequest(size)
            {
                Format = format,
                SliceCount = 4,
                HeaderRow = format == RecordFormat.Csv ? HeaderRow.Repeat : HeaderRow.None,
            };
            var (ranges, splitter) = await SplitAsync(content, request);
            Assert.Equal(Expected(content, request), ranges);
            Assert.Equal(0, splitter.OverlongRecordLength);
        }
    }

    [Theory]
    [InlineData(RecordFormat.Line, 4 * 1024 * 1024, false)]
    [InlineData(RecordFormat.Line, 4 * 1024 * 1024 + 1, true)]
    [InlineData(RecordFormat.Csv, 6_000_000, true)]
    public async Task A_record_longer_than_Redshift_loads_is_told(RecordFormat format, int length, bool told)
    {
        var content = Encoding.ASCII.GetBytes($"short\n{new string('x', length - 1)}\nshort\n");
        foreach (var size in new[] { 100_000, 2_000_000, 100_000_000 })
        {
            var (_, splitter) = await SplitAsync(content, new SplitRequest(size) { Format = format });
            Assert.Equal(told ? length : 0, splitter.OverlongRecordLength);
            Assert.Equal(told ? 6 : 0, splitter.OverlongRecordOffset);
        }
    }

    [Fact]
    public async Task An_overlong_last_record_without_a_line_feed_is_told()
    {
        var (_, splitter) = await SplitAsync(Encoding.ASCII.GetBytes("short\n" + new string('x', 5_000_000)), new SplitRequest(10_000_000));
        Assert.Equal((5_000_000, 6), (splitter.OverlongRecordLength, splitter.OverlongRecordOffset));
    }

    [Theory]
    [InlineData(0, 10, 1, 1)]
    [InlineData(0, 10, 4, 4)]
    [InlineData(10, 10, 1, 1)]
    [InlineData(11, 10, 1, 2)]
    [InlineData(11, 10, 4, 4)]
    [InlineData(41, 10, 4, 8)]
    public void Their_number_is_a_multiple_of_the_slices(long length, long size, int slices, long expected) =>
        Assert.Equal(expected, new SplitRequest(size) { SliceCount = slices }.CountFor(length));

    [Theory]
    [InlineData(RecordFormat.Csv, "1,a\r2,b\r3,c\r4,d\r", "CR only")]
    [InlineData(RecordFormat.Json, " [{\"a\":1},\n{\"a\":2}]\n", "one JSON array")]
    [InlineData(RecordFormat.Csv, "1,\"a\n2,b\n3,c\n4,d\n", "a quotation mark in the record at byte 0 is never closed")]
    [InlineData(RecordFormat.Csv, "1,a\n2,b\n3,\"c\n4,d\n", "a quotation mark in the record at byte 8 is never closed")]
    [InlineData(RecordFormat.Line, "1|a 2|b 3|c 4|d", "a single record")]
    [InlineData(RecordFormat.Line, "1|a\n2|b\n3|c\n4|\0\n", "NUL byte (at byte 14)")]
    public async Task A_file_whose_records_do_not_end_is_refused_with_what_was_found(RecordFormat format, string content, string finding)
    {
        var failure = await Assert.ThrowsAsync<UnsplittableSourceException>(() =>
            SplitAsync(Encoding.ASCII.GetBytes(content), new SplitRequest(5) { Format = format })
        );
        Assert.Contains(finding, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_a_thousand_objects_are_refused_unless_there_are_so_many_slices()
    {
        var content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("1\n", 1001)));
        await Assert.ThrowsAsync<UnsplittableSourceException>(() => SplitAsync(content, new SplitRequest(2)));
        Assert.Equal(1001, (await SplitAsync(content, new SplitRequest(2) { SliceCount = 1001 })).Ranges.Count);
        Assert.Equal(1000, (await SplitAsync(content[2..], new SplitRequest(2))).Ranges.Count);
    }

    [Fact]
    public async Task What_cannot_be_seen_through_is_refused()
    {
        foreach (
            var beginning in new byte[][] { [0x1f, 0x8b, 0x08], [0x28, 0xb5, 0x2f, 0xfd], [0xff, 0xfe], [0xfe, 0xff], [.. "BZh91AY&SY"u8] }
        )
            await Assert.ThrowsAsync<UnsplittableSourceException>(() => SplitAsync([.. beginning, .. "and more"u8], new SplitRequest(10)));
        await SplitAsync([.. "BZh9 is text\nand more\n"u8], new SplitRequest(20));
    }
}
