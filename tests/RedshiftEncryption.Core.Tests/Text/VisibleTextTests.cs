using RedshiftEncryption.Text;

namespace RedshiftEncryption.Tests.Text;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("sales/2026/É 日本 😀.csv", "sales/2026/É 日本 😀.csv")]
    [InlineData("a\u001B[31mb", @"a\u001B[31mb")]
    [InlineData("a\r\nb\tc\0", @"a\u000D\u000Ab\u0009c\u0000")]
    [InlineData("a\u0085b\u009Bc\u007F", @"a\u0085b\u009Bc\u007F")]
    [InlineData("gpj.\u202Eexe\u2066\u200B\uFEFF", @"gpj.\u202Eexe\u2066\u200B\uFEFF")]
    [InlineData("a\u2028b\u2029", @"a\u2028b\u2029")]
    [InlineData("x\uFFFEy", @"x\uFFFEy")]
    [InlineData("\uDBFF\uDC01 \U000E0041", "\uDBFF\uDC01 \\uDB40\\uDC41")]
    public void Characters_that_would_act_on_a_terminal_are_escaped(string text, string shown) => Assert.Equal(shown, VisibleText.Of(text));

    [Fact]
    public void An_unpaired_surrogate_is_escaped()
    {
        Assert.Equal(@"a\uD800b", VisibleText.Of("a" + (char)0xD800 + "b"));
        Assert.Equal(@"\uDC00", VisibleText.Of(((char)0xDC00).ToString()));
    }

    [Fact]
    public void Lines_of_a_text_stay_lines() =>
        Assert.Equal("select\t1\r\nfrom t\\u001B\n", VisibleText.OfLines("select\t1\r\nfrom t\u001B\n"));

    [Fact]
    public void Plain_text_is_not_copied()
    {
        var text = new string('a', 3);
        Assert.Same(text, VisibleText.Of(text));
    }
}
