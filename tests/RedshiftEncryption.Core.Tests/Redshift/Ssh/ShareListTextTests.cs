using System.Text;
using RedshiftEncryption.Redshift.Ssh;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Tests.Redshift.Ssh;

public sealed class ShareListTextTests
{
    const string Object = """{"bucket":"b","key":"k","eTag":"e","length":32}""";

    static readonly LoadShare[] Shares =
    [
        new(
            "share-000",
            [
                new ShareObject(new S3Address("b", "a \"\u00fc\"/1.csv", "v+1"), "0123-4", 32) { PlaintextLength = 17, HasHeader = true },
                new ShareObject(new S3Address("b", "c"), "ef", 0),
            ]
        ),
        new("share-001", [new ShareObject(new S3Address("other", "c"), "ef", long.MaxValue)]),
    ];

    static string Text(string shares, string version = "1", string rest = "") =>
        $$"""{"format":"RedshiftEncryption.ShareList","version":{{version}},"shares":[{{shares}}]{{rest}}}""";

    static string Of(string objects, string name = "s", string rest = "") => $$"""{"name":"{{name}}","objects":[{{objects}}]{{rest}}}""";

    static IReadOnlyList<LoadShare> Parse(string text) => ShareListText.Parse(Encoding.UTF8.GetBytes(text), "list.json");

    [Fact]
    public void A_list_is_read_as_it_was_written()
    {
        var read = ShareListText.Parse(ShareListText.Format(Shares), "list.json");
        Assert.Equal(Shares.Select(static share => share.Name), read.Select(static share => share.Name));
        Assert.Equal(Shares.SelectMany(static share => share.Objects), read.SelectMany(static share => share.Objects));
    }

    [Fact]
    public void The_smallest_list_is_read() => Assert.Equal("k", Parse(Text(Of(Object)))[0].Objects[0].Address.Key);

    public static TheoryData<string, string> Invalid =>
        new()
        {
            { "", "not valid JSON" },
            { "[]", "'format'" },
            { """{"format":"x","version":1,"shares":[]}""", "'format'" },
            { Text(Of(Object)).Replace(""" "version":1,""".Trim(), "", StringComparison.Ordinal), "no 'version'" },
            { Text(Of(Object), version: "2"), "version 2" },
            { Text(Of(Object), version: "1.5"), "'version'" },
            { Text(Of(Object), version: "\"1\""), "'version'" },
            { Text(""), "no 'shares'" },
            { Text(Of("")), "no 'objects'" },
            { Text(Of(Object), rest: ",\"more\":1"), "a property" },
            { Text(Of(Object, rest: ",\"more\":1")), "a property" },
            { Text(Of(Object.Replace("}", ",\"more\":1}", StringComparison.Ordinal))), "a property" },
            { Text(Of(Object) + "," + Of(Object.Replace("\"k\"", "\"k2\"", StringComparison.Ordinal))), "the share 's' twice" },
            { Text(Of(Object) + "," + Of(Object, "t")), "s3://b/k twice" },
            { Text(Of(Object + "," + Object)), "s3://b/k twice" },
            { Text(Of(Object), rest: ",\"version\":1"), "twice in one object" },
            { Text(Of(Object, name: "a b")), "not the name of a share" },
            { Text(Of(Object, name: "-a")), "not the name of a share" },
            { Text(Of(Object, name: "")), "no 'name'" },
            { Text(Of(Object.Replace("\"b\"", "\"b/c\"", StringComparison.Ordinal))), "not a bucket name" },
            { Text(Of(Object.Replace("\"b\"", "7", StringComparison.Ordinal))), "not a string" },
            { Text(Of(Object.Replace("\"k\"", "\"\"", StringComparison.Ordinal))), "no 'key'" },
            { Text(Of(Object.Replace("\"e\"", "\"W/\\\"e\\\"\"", StringComparison.Ordinal))), "not an ETag" },
            { Text(Of(Object.Replace("\"e\"", "\"e\\n\"", StringComparison.Ordinal))), "not an ETag" },
            { Text(Of(Object.Replace("32", "-1", StringComparison.Ordinal))), "whole number" },
            { Text(Of(Object.Replace("32", "1e99", StringComparison.Ordinal))), "whole number" },
            { Text(Of(Object.Replace("}", ",\"hasHeader\":1}", StringComparison.Ordinal))), "not true or false" },
            { Text(Of(Object.Replace("}", ",\"versionId\":\"\"}", StringComparison.Ordinal))), "is empty" },
        };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Anything_else_is_rejected_by_name(string text, string says)
    {
        var exception = Assert.Throws<ShareListException>(() => Parse(text));
        Assert.Contains("'list.json' is not a share list", exception.Message, StringComparison.Ordinal);
        Assert.Contains(says, exception.Message, StringComparison.Ordinal);
    }
}
