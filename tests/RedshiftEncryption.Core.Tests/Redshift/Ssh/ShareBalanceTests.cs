using System.Globalization;
using CsCheck;
using RedshiftEncryption.Redshift.Ssh;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Tests.Redshift.Ssh;

public sealed class ShareBalanceTests
{
    static readonly Gen<ShareObject[]> Objects = Gen.Long[0, 1L << 40]
        .Array[1, 60]
        .Select(static lengths =>
            lengths
                .Select(
                    static (length, i) =>
                        new ShareObject(new S3Address("b", i.ToString(CultureInfo.InvariantCulture)), "e", length + 16)
                        {
                            PlaintextLength = length,
                        }
                )
                .ToArray()
        );

    [Fact]
    public void Every_object_is_in_one_share_and_none_is_empty() =>
        Gen.Select(Objects, Gen.Int[1, 20])
            .Sample(
                static (objects, count) =>
                {
                    var shares = ShareBalance.Divide(objects, count);
                    Assert.Equal(Math.Min(count, objects.Length), shares.Count);
                    Assert.Equal(
                        objects.Select(static item => item.Address.Key).Order(StringComparer.Ordinal),
                        shares
                            .SelectMany(static share => share.Objects)
                            .Select(static item => item.Address.Key)
                            .Order(StringComparer.Ordinal)
                    );
                    Assert.All(shares, static share => Assert.NotEmpty(share.Objects));
                    Assert.All(shares, static share => Assert.True(LoadShare.IsName(share.Name)));
                    Assert.Equal(shares.Count, shares.Select(static share => share.Name).Distinct(StringComparer.Ordinal).Count());
                }
            );

    [Fact]
    public void The_largest_share_exceeds_the_smallest_by_one_object_at_most() =>
        Gen.Select(Objects, Gen.Int[1, 20])
            .Sample(
                static (objects, count) =>
                {
                    var shares = ShareBalance.Divide(objects, count);
                    var smallest = shares.Min(Size);
                    // Without its last and smallest object, a share was the smallest one.
                    Assert.All(shares, share => Assert.True(Size(share) - share.Objects.Min(ShareBalance.SizeOf) <= smallest));
                }
            );

    [Fact]
    public void The_order_of_the_input_does_not_matter() =>
        Objects.Sample(static objects =>
            Assert.Equal(
                ShareListText.Format(ShareBalance.Divide(objects, 4)),
                ShareListText.Format(ShareBalance.Divide([.. objects.Reverse()], 4))
            )
        );

    static long Size(LoadShare share) => share.Objects.Sum(ShareBalance.SizeOf);
}
