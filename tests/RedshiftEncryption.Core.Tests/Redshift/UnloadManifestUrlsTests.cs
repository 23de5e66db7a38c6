using System.Text;
using RedshiftEncryption.Redshift.Manifests;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Tests.Redshift;

public sealed class UnloadManifestUrlsTests
{
    static readonly KeyMapping Mapping = new("b", "u/", "d", "c/");

    static RewrittenManifest? Rewrite(string text, KeyMapping? mapping = null) =>
        UnloadManifestUrls.Rewrite(Encoding.UTF8.GetBytes(text), mapping ?? Mapping, "s3://b/u/manifest");

    static string Compact(RewrittenManifest manifest)
    {
        using var document = System.Text.Json.JsonDocument.Parse(manifest.Text);
        return System.Text.Json.JsonSerializer.Serialize(document.RootElement);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\ufeff")]
    public void Urls_move_and_lengths_go_also_the_one_of_all_entries(string beginning)
    {
        var rewritten = Rewrite(
            beginning
                + """{"entries":[{"url":"s3://b/u/0","meta":{"content_length":32,"record_count":2}},{"url":"s3:\/\/b\/u\/\u0031"}],"schema":{"n":1.50},"meta":{"content_length":64,"record_count":3}}"""
        );
        Assert.Equal(
            """{"entries":[{"url":"s3://d/c/0","meta":{"record_count":2}},{"url":"s3://d/c/1"}],"schema":{"n":1.50},"meta":{"record_count":3}}""",
            Compact(rewritten!)
        );
        Assert.Equal(0, rewritten!.ForeignEntries);
    }

    [Fact]
    public void Entries_elsewhere_stay_as_they_are_and_are_counted()
    {
        var rewritten = Rewrite(
            """{"entries":[{"url":"s3://e/u/0","meta":{"content_length":32}},{"url":"s3://b/v/0"},{"url":"https://b/u/0"},{"url":"s3://b/u/0"}]}"""
        );
        Assert.Equal(
            """{"entries":[{"url":"s3://e/u/0","meta":{"content_length":32}},{"url":"s3://b/v/0"},{"url":"https://b/u/0"},{"url":"s3://d/c/0"}]}""",
            Compact(rewritten!)
        );
        Assert.Equal(3, rewritten!.ForeignEntries);
    }

    [Fact]
    public void Where_nothing_changes_the_bytes_are_the_manifest_s_own()
    {
        const string Text = "\ufeff{ \"entries\" : [ {\"url\":\"s3://b/u/0\"} ] }\n";
        Assert.Equal(Encoding.UTF8.GetBytes(Text), Rewrite(Text, new KeyMapping("b", "u/", "b", "u/"))!.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("""{"entries":[]}""")]
    [InlineData("""{"entries":[{"uri":"s3://b/u/0"}]}""")]
    [InlineData("""{"entries":[{"url":"s3://b/u/0"},{"url":1}]}""")]
    [InlineData("""{"\ud800":1,"a":1,"a":2}""")]
    public void What_is_no_manifest_is_left_alone(string text) => Assert.Null(Rewrite(text));

    [Theory]
    [InlineData("""{"entries":[{"url":"s3://b/u/secret","url":"s3://b/u/1"}]}""", "'url' twice")]
    [InlineData("""{"entries":[{"url":"s3://b/u/secret"}],"entries":[]}""", "'entries' twice")]
    [InlineData("""{"entries":[{"url":"s3://b/u/secret","meta":{},"meta":{}}]}""", "'meta' twice")]
    [InlineData("""{"entries":[{"url":"s3://b/u/secret","meta":{"content_length":1,"content_length":2}}]}""", "'content_length' twice")]
    [InlineData("""{"entries":[{"url":"s3://b/u/secret\ud800"}]}""", "Unicode")]
    [InlineData("""{"entries":[{"url":"s3://b/u/secret"}],"note":"\udc00"}""", "Unicode")]
    public void What_readers_would_read_differently_is_refused_without_quoting_it(string text, string says)
    {
        var exception = Assert.Throws<CopyManifestException>(() => Rewrite(text));
        Assert.Equal(CopyManifestFault.InvalidManifest, exception.Fault);
        Assert.StartsWith("The manifest s3://b/u/manifest ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(says, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.ToString(), StringComparison.Ordinal);
    }
}
