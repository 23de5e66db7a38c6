using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Tests.Storage;

public sealed class KeyMappingTests
{
    [Theory]
    [InlineData("unload", "clean/", "unload/x", "clean/x")]
    [InlineData("unload", "clean/", "unloadx", "clean/x")]
    [InlineData("unload", "clean/", "unload/", "clean//")]
    [InlineData("unload/", "clean/", "unload/x", "clean/x")]
    [InlineData("unload/", "clean/", "unload//x", "clean//x")]
    [InlineData("unload", "unload", "unload/x", "unload/x")]
    [InlineData("", "clean/", "x", "clean/x")]
    [InlineData("unload/", "", "unload/x", "x")]
    public void A_prefix_takes_the_place_of_the_other(string prefix, string destinationPrefix, string key, string destination) =>
        Assert.Equal(new S3Address("d", destination), new KeyMapping("b", prefix, "d", destinationPrefix).Find("b", key));

    [Theory]
    [InlineData("c", "unload/x")]
    [InlineData("b", "other/x")]
    public void What_is_elsewhere_has_no_destination(string bucket, string key) =>
        Assert.Null(new KeyMapping("b", "unload", "d", "clean/").Find(bucket, key));

    /// <summary>All keys of up to four characters, of which some are slashes.</summary>
    [Theory]
    [InlineData("a", "c/", true)]
    [InlineData("a/", "c/", false)]
    [InlineData("a", "a", false)]
    [InlineData("a", "c", false)]
    [InlineData("", "c/", false)]
    [InlineData("a", "", false)]
    public void Two_keys_meet_only_where_it_says_that_they_may(string prefix, string destinationPrefix, bool expected)
    {
        var mapping = new KeyMapping("b", prefix, "d", destinationPrefix);
        var rests = new List<string> { "" };
        for (var i = 0; i < rests.Count && rests[i].Length < 4; i++)
            rests.AddRange(new[] { rests[i] + "/", rests[i] + "x" });
        var keys = rests.Skip(1).Select(rest => prefix + rest).ToList();
        Assert.Equal(expected, mapping.TakesSlash);
        Assert.Equal(!expected, keys.Select(key => mapping.Find("b", key)).Distinct().Count() == keys.Count);
    }
}
