using RedshiftEncryption.Destination;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Destination;

public sealed class TakenPathsTests
{
    static readonly S3Address First = new("b", "first");
    static readonly S3Address Second = new("b", "second");

    [Fact]
    public void A_path_is_one_object_s()
    {
        var taken = new TakenPaths();
        Assert.Null(taken.Take("/out/a", First));
        Assert.Null(taken.Take("/out/b", First));
        var refused = Assert.Throws<DestinationException>(() => taken.Take("/out/a", Second));
        Assert.Equal(DestinationFault.DuplicatePath, refused.Fault);
        Assert.Contains(First.ToString(), refused.Message, StringComparison.Ordinal);
        Assert.Contains(Second.ToString(), refused.Message, StringComparison.Ordinal);
    }

    [Theory(Skip = "There case never tells paths apart.", SkipWhen = nameof(Platform.IsWindows), SkipType = typeof(Platform))]
    [InlineData("/out/case.csv", "/out/CASE.csv")]
    [InlineData("/out/\u00e9", "/out/e\u0301")]
    [InlineData("/out/\u00c9", "/out/e\u0301")]
    public void A_path_that_some_file_systems_take_for_the_same_is_told(string first, string second)
    {
        var taken = new TakenPaths();
        Assert.Null(taken.Take(first, First));
        Assert.Equal(First, taken.Take(second, Second));
        Assert.Throws<DestinationException>(() => taken.Take(second, First));
    }
}
