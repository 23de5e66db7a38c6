using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Tests.Operations;

public sealed class TakenDestinationsTests
{
    [Fact]
    public void Taken_destinations_are_told_by_bucket_and_key()
    {
        var taken = new TakenDestinations();
        Assert.True(taken.TryTake(new S3Address("b", "x")));
        Assert.True(taken.TryTake(new S3Address("c", "x")));
        Assert.False(taken.TryTake(new S3Address("b", "x")));
        // Not by what messages show.
        Assert.True(taken.TryTake(new S3Address("b", "\n")));
        Assert.True(taken.TryTake(new S3Address("b", "\\u000A")));
    }
}
