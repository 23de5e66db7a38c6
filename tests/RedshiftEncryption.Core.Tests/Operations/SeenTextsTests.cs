using RedshiftEncryption.Operations;

namespace RedshiftEncryption.Tests.Operations;

public sealed class SeenTextsTests
{
    [Fact]
    public void Texts_differ_in_halves_of_surrogate_pairs()
    {
        var seen = new SeenTexts();
        Assert.True(seen.TryAdd("\uD800"));
        Assert.True(seen.TryAdd("\uD801"));
        Assert.False(seen.TryAdd("\uD800"));
    }
}
