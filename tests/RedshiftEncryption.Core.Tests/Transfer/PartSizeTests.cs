using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Tests.Transfer;

public sealed class PartSizeTests
{
    const long MiB = 1024 * 1024;

    [Theory]
    [InlineData(0, 8)]
    [InlineData(8 * MiB, 8)]
    [InlineData(80_000 * MiB, 8)]
    [InlineData(80_000 * MiB + 1, 9)]
    [InlineData(PartSize.MaximumContentLength, 525)]
    public void Parts_are_8_mib_until_10000_of_them_do_not_suffice(long length, long mebibytes)
    {
        Assert.Equal(mebibytes * MiB, PartSize.For(length));
        Assert.True((length + PartSize.For(length) - 1) / PartSize.For(length) <= 10_000);
    }

    [Fact]
    public void More_than_5_tib_is_refused() =>
        Assert.Throws<SourceTooLargeException>(() => PartSize.For(PartSize.MaximumContentLength + 1));
}
