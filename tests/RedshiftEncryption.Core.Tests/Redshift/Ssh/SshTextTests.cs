using System.Text;
using System.Text.Json;
using RedshiftEncryption.Redshift.Ssh;

namespace RedshiftEncryption.Tests.Redshift.Ssh;

public sealed class SshTextTests
{
    [Fact]
    public void A_manifest_has_one_mandatory_entry_for_each_connection()
    {
        var text = Encoding.UTF8.GetString(
            SshManifestText.Format([
                new SshEntry("h.example", "load share-000", "AA+/", "redshift"),
                new SshEntry("h", "share-001", "BB==", "u"),
            ])
        );
        Assert.Equal(
            """{"entries":[{"endpoint":"h.example","command":"load share-000","mandatory":true,"publickey":"AA+/","username":"redshift"},"""
                + """{"endpoint":"h","command":"share-001","mandatory":true,"publickey":"BB==","username":"u"}]}""",
            text
        );
        using var parsed = JsonDocument.Parse(text);
        Assert.Equal(2, parsed.RootElement.GetProperty("entries").GetArrayLength());
    }

    [Theory]
    [InlineData("{0}", "share-007")]
    [InlineData("load {0}", "load share-007")]
    [InlineData("/usr/local/bin/load --share={0} now", "/usr/local/bin/load --share=share-007 now")]
    public void A_command_is_the_form_with_the_shares_name(string form, string expected) =>
        Assert.Equal(expected, SshCommand.Format(form, "share-007"));

    [Theory]
    [InlineData("load")]
    [InlineData("{0} {0}")]
    [InlineData("load {0}; rm -rf /")]
    [InlineData("load '{0}'")]
    [InlineData("load {0}\n")]
    [InlineData("cat s3://bucket/key {0}")]
    [InlineData("load {0} 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff")]
    [InlineData("load {0} --key=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]
    public void Another_form_is_refused_and_not_quoted(string form)
    {
        var exception = Assert.Throws<InvalidCopyOptionException>(() => SshCommand.Format(form, "share-007"));
        Assert.DoesNotContain(form, exception.Message, StringComparison.Ordinal);
    }
}
