using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Tests.Transfer;

public sealed class CarriedPropertiesTests
{
    static S3Address Address { get; } = new("b", "k");

    public static TheoryData<string, string> Incomplete =>
        new()
        {
            { "missing", "x-amz-missing-meta" },
            { "undecodable", "'note'" },
            { "expires", "Expires" },
        };

    [Theory]
    [MemberData(nameof(Incomplete))]
    public void What_the_response_does_not_tell_is_refused_by_name(string what, string named)
    {
        var whole = Describe("ok");
        CarriedProperties.ThrowIfIncomplete(Address, whole);
        var description = what switch
        {
            "missing" => whole with { MissingMetadata = 1 },
            "undecodable" => Describe("caf\ufffd"),
            _ => whole with { UnreadableExpires = "soon" },
        };
        var failure = Assert.Throws<ObjectStoreException>(() => CarriedProperties.ThrowIfIncomplete(Address, description));
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("café", "café", true)]
    [InlineData("café", "=?UTF-8?B?Y2Fmw6k=?=", true)]
    [InlineData("=?UTF-8?B?Y2Fmw6k=?=", "=?UTF-8?B?Y2Fmw6k=?=", true)]
    [InlineData("=?UTF-8?B?Y2Fmw6k=?=", "=?UTF-8?Q?caf=C3=A9?=", true)]
    [InlineData("café", "cafÃ©", false)]
    [InlineData("café", "caf?", false)]
    [InlineData("a", "A", false)]
    public void Values_are_compared_by_what_they_mean(string sent, string found, bool same)
    {
        var write = new ObjectWrite(Address) { Metadata = Describe(sent).Metadata };
        var failure = Record.Exception(() => CarriedProperties.ThrowIfChanged(write, Describe(found)));
        Assert.Equal(same, failure is null);
    }

    [Fact]
    public void A_header_that_the_server_drops_is_named()
    {
        var write = new ObjectWrite(Address) { Headers = new ObjectHeaders { WebsiteRedirect = "/x" } };
        var failure = Assert.Throws<ObjectStoreException>(() => CarriedProperties.ThrowIfChanged(write, Describe("a")));
        Assert.Contains("website redirect", failure.Message, StringComparison.Ordinal);
    }

    static ObjectDescription Describe(string note) =>
        new()
        {
            Length = 1,
            Metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["note"] = note },
        };
}
