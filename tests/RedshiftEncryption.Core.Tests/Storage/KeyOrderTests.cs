using System.Text;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Tests.Storage;

public sealed class KeyOrderTests
{
    static readonly string[] Keys =
    [
        "",
        "a",
        "a!",
        "a/",
        "aa",
        "b",
        "é",
        "\ud7ff",
        "\ue000",
        "\uffff",
        "\ud800\udc00",
        "\udbff\udfff",
        "a\ud83d\ude00",
        "a\ufb01",
    ];

    [Fact]
    public void It_is_the_order_of_the_bytes_in_UTF_8()
    {
        foreach (var left in Keys)
        {
            foreach (var right in Keys)
                Assert.Equal(
                    Math.Sign(Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right))),
                    Math.Sign(KeyOrder.Comparer.Compare(left, right))
                );
        }
    }
}
