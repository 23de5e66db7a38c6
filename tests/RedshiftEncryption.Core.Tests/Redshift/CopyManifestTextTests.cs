using System.Text;
using System.Text.Json;
using CsCheck;
using RedshiftEncryption.Redshift.Manifests;
using RedshiftEncryption.Tests.Fakes;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Tests.Redshift;

public sealed class CopyManifestTextTests
{
    const long Limit = BufferPool.DefaultLimit;

    /// <summary>Keys made of what breaks JSON, and of what escapes could be mistaken for.</summary>
    static readonly Gen<string> HostileKey = Pick.OneOf(
            "\"",
            "\\",
            "\\u0022",
            "'",
            "{",
            "]",
            ",",
            "\n",
            "\r",
            "\t",
            "\u0000",
            "\u0001",
            "\u001f",
            "\u007f",
            "\u2028",
            "/",
            "%20",
            "+",
            "<&>",
            " ",
            "é",
            "e\u0301",
            "\ufffe",
            "😀",
            "日",
            "x"
        )
        .Array[1, 12]
        .Select(string.Concat);

    static CopyManifestContents Contents(params string[] keys) =>
        CopyManifestContents.Of(keys.Select(static key => new CopyManifestEntry("acme-load", key)), format: null);

    static string Text(CopyManifestContents contents) => Encoding.UTF8.GetString(CopyManifestText.Format(contents, Limit));

    static IReadOnlyList<CopyManifestEntry> Parse(string text) => CopyManifestText.Parse(Encoding.UTF8.GetBytes(text), "s3://b/m");

    [Fact]
    public void The_least_manifest() =>
        Assert.Equal("""{"entries":[{"url":"s3://acme-load/sales/a.csv","mandatory":true}]}""", Text(Contents("sales/a.csv")));

    [Fact]
    public void Columnar_files_come_with_their_lengths()
    {
        var contents = CopyManifestContents.Of([new CopyManifestEntry("b", "x.parquet") with { Length = 5_000_000_000 }], format: null);
        Assert.Equal("""{"entries":[{"url":"s3://b/x.parquet","mandatory":true,"meta":{"content_length":5000000000}}]}""", Text(contents));
    }

    [Fact]
    public void Other_files_come_without() =>
        Assert.DoesNotContain(
            "meta",
            Text(CopyManifestContents.Of([new CopyManifestEntry("b", "x.csv") with { Length = 5 }], format: null)),
            StringComparison.Ordinal
        );

    [Fact]
    public void Letters_stay_letters_and_what_must_be_escaped_is() =>
        Assert.Equal(
            """{"entries":[{"url":"s3://acme-load/é+'<&> \"x\" \\ \n","mandatory":true}]}""",
            Text(Contents("é+'<&> \"x\" \\ \n"))
        );

    [Fact]
    public void Entries_are_sorted_by_their_urls_whatever_their_order()
    {
        string[] keys = ["b", "a/2", "a/10", "B", "a", "ä", "a b", "a-b"];
        string[] sorted = ["B", "a", "a b", "a-b", "a/10", "a/2", "b", "ä"];
        var text = Text(Contents(keys));
        Assert.Equal(sorted.Select(static key => $"s3://acme-load/{key}"), Parse(text).Select(static entry => entry.Url));
        Assert.Equal(text, Text(Contents(sorted)));
    }

    [Fact]
    public void There_is_no_byte_order_mark() => Assert.Equal((byte)'{', CopyManifestText.Format(Contents("a"), Limit)[0]);

    [Fact]
    public void Any_key_is_read_as_it_was_written() =>
        HostileKey
            .Array[1, 20]
            .Sample(static keys =>
            {
                var known = keys.Distinct().ToArray();
                var json = CopyManifestText.Format(Contents(known), Limit);
                using var document = JsonDocument.Parse(json);
                var entries = document.RootElement.GetProperty("entries").EnumerateArray().ToList();
                return entries
                        .Select(static entry => entry.GetProperty("url").GetString()!)
                        .ToHashSet(StringComparer.Ordinal)
                        .SetEquals(known.Select(static key => $"s3://acme-load/{key}"))
                    && entries.Count == known.Length
                    && entries.TrueForAll(static entry =>
                        entry.GetProperty("mandatory").ValueKind == JsonValueKind.True && entry.EnumerateObject().Count() == 2
                    )
                    && CopyManifestText
                        .Parse(json, "m")
                        .Select(static entry => entry.Url)
                        .SequenceEqual(entries.Select(static entry => entry.GetProperty("url").GetString()!));
            });

    [Fact]
    public void A_manifest_longer_than_the_limit_is_not_written()
    {
        var contents = Contents([.. Enumerable.Range(0, 5000).Select(static i => $"sales/{i}.csv")]);
        var length = CopyManifestText.Format(contents, Limit).Count;
        Assert.Equal(length, CopyManifestText.Format(contents, length).Count);
        var exception = Assert.Throws<CopyManifestException>(() => CopyManifestText.Format(contents, length - 1));
        Assert.Equal(CopyManifestFault.ManifestTooLarge, exception.Fault);
    }

    [Theory]
    [InlineData("""{"entries":[{"url":"s3://b/u/0000_part_00"},{"url":"s3://b/u/0001_part_00"}]}""")]
    [InlineData("""{"entries":[{"url":"s3://b/u/0000_part_00","mandatory":false},{"mandatory":true,"url":"s3://b/u/0001_part_00"}]}""")]
    [InlineData("\ufeff{ \"entries\" : [ {\"url\":\"s3:\\/\\/b\\/u\\/0000_part_00\"} ,\r\n{\"url\":\"s3://b/u/000\\u0031_part_00\"} ] }\n")]
    public void What_unload_writes_is_read(string text)
    {
        var entries = Parse(text);
        Assert.Equal(["s3://b/u/0000_part_00", "s3://b/u/0001_part_00"], entries.Select(static entry => entry.Url));
        Assert.All(entries, static entry => Assert.Null(entry.Length));
    }

    [Fact]
    public void What_unload_writes_verbosely_is_read_and_reduced_to_what_copy_takes()
    {
        var entries = Parse(
            """
            {
              "entries": [
                {"url":"s3://b/u/0001_part_00.parquet", "meta": { "content_length": 6, "record_count": 1 }},
                {"url":"s3://b/u/0000_part_00", "meta": { "content_length": 0 }},
                {"url":"s3://b/u/0002_part_00", "meta": { "record_count": 1 }}
              ],
              "schema": {"elements": [{"name": "entries", "type": {"base": "character varying", "256": ""}}]},
              "meta": {"content_length": 6, "record_count": 1},
              "author": {"name": "Amazon Redshift", "version": "1.0.0"}
            }
            """
        );
        Assert.Equal([6, 0, null], entries.Select(static entry => entry.Length));
        var text = Text(
            CopyManifestContents.Of(entries.Where(static entry => entry.Url.EndsWith("_00", StringComparison.Ordinal)), format: null)
        );
        Assert.Equal(
            """{"entries":[{"url":"s3://b/u/0000_part_00","mandatory":true,"meta":{"content_length":0}},{"url":"s3://b/u/0002_part_00","mandatory":true}]}""",
            text
        );
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("{\"entries\":[\n{\"url\":\"secret", "line 2")]
    [InlineData("secret", "line 1, byte 1")]
    [InlineData("""{"entries":[]} secret""", "line 1")]
    [InlineData("[]", "'entries'")]
    [InlineData("""{"Entries":[]}""", "'entries'")]
    [InlineData("""{"entries":{"url":"secret"}}""", "'entries'")]
    [InlineData("""{"entries":["s3://b/secret"]}""", "entry 1")]
    [InlineData("""{"entries":[{"url":"s3://b/k"},{"uri":"secret"}]}""", "entry 2")]
    [InlineData("""{"entries":[{"url":["secret"]}]}""", "entry 1")]
    [InlineData("""{"entries":[{"url":"https://b/secret"}]}""", "entry 1")]
    [InlineData("""{"entries":[{"url":"s3://b/"}]}""", "entry 1")]
    [InlineData("""{"entries":[{"url":"s3://secret"}]}""", "entry 1")]
    [InlineData("""{"entries":[{"url":"s3:///b/secret"}]}""", "entry 1")]
    [InlineData("""{"entries":[{"url":"s3://b/secret\ud800"}]}""", "entry 1")]
    [InlineData("""{"entries":[{"url":"s3://b/k","url":"s3://b/secret"}]}""", "'url' twice")]
    [InlineData("""{"entries":[],"entries":[{"url":"s3://b/secret"}]}""", "'entries' twice")]
    [InlineData("""{"entries":[{"url":"s3://b/secret","meta":{},"meta":{}}]}""", "'meta' twice")]
    [InlineData("""{"entries":[{"url":"s3://b/secret","meta":{"content_length":1,"content_length":2}}]}""", "'content_length' twice")]
    [InlineData("""{"entries":[{"\ud800":"secret"}]}""", "entry 1")]
    [InlineData("""{"entries":[{"url":"s3://b/k","meta":{"content_length":-1}}]}""", "entry 1")]
    [InlineData("""{"entries":[{"url":"s3://b/k","meta":{"content_length":"secret"}}]}""", "entry 1")]
    [InlineData("""{"entries":[{"url":"s3://b/k","meta":{"content_length":1.5}}]}""", "entry 1")]
    public void What_is_no_manifest_is_refused_without_quoting_it(string text, string says)
    {
        var exception = Assert.Throws<CopyManifestException>(() => Parse(text));
        Assert.Equal(CopyManifestFault.InvalidManifest, exception.Fault);
        Assert.StartsWith("s3://b/m is not a manifest: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(says, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.ToString(), StringComparison.Ordinal);
    }
}
