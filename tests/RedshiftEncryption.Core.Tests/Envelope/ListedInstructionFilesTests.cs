using RedshiftEncryption.Envelope;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Tests.Envelope;

public sealed class ListedInstructionFilesTests
{
    static ListedInstructionFiles Page(bool isFirst, bool isLast, params string[] keys) =>
        new(new ObjectPage([.. keys.Select(static key => new ListedObject(key, 1, null, null, null))], isLast ? null : "next"), isFirst);

    [Fact]
    public void One_in_the_page_is_seen_and_one_that_is_not_there_too()
    {
        var page = Page(isFirst: false, isLast: false, "a", "a.instruction", "b", "bINSTRUCTION_SUFFIX", "c", "d");
        Assert.Equal(
            ["a.instruction", "bINSTRUCTION_SUFFIX", "c"],
            new[] { "a", "a.instruction", "b", "bINSTRUCTION_SUFFIX", "c" }.Where(page.HasNone)
        );
    }

    /// <summary>What begins like the last key may go on with the next page.</summary>
    [Fact]
    public void The_last_objects_of_a_page_stay_unknown()
    {
        var page = Page(isFirst: true, isLast: false, "a", "b", "b-");
        Assert.Equal([true, false, false], new[] { "a", "b", "b-" }.Select(page.HasNone));
    }

    /// <summary>The end of a listing that had pages before it is not the whole: its order must hold for that.</summary>
    [Fact]
    public void A_listing_of_one_page_is_whole_in_any_order()
    {
        Assert.True(Page(isFirst: true, isLast: true, "b", "a").HasNone("b"));
        Assert.False(Page(isFirst: true, isLast: true, "b", "a", "b.instruction").HasNone("b"));
        Assert.False(Page(isFirst: false, isLast: true, "b", "a").HasNone("a"));
        Assert.False(Page(isFirst: true, isLast: false, "b", "a", "c").HasNone("a"));
    }

    /// <summary>By UTF-16 the emoji comes first, by UTF-8 it comes last.</summary>
    [Fact]
    public void Keys_are_in_the_order_of_their_bytes()
    {
        Assert.True(Page(isFirst: false, isLast: false, "\uff5a", "\U0001f600").HasNone("\uff5a"));
        Assert.False(Page(isFirst: false, isLast: false, "\U0001f600", "\uff5a").HasNone("\U0001f600"));
    }
}
