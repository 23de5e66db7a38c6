using CsCheck;
using RedshiftEncryption.Inventory;
using RedshiftEncryption.Runs;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Tests.Runs;

public sealed class RowTotalTests
{
    static readonly S3Address File = new("inventory", "data.csv");

    static readonly Gen<InventoryRow[]> Rows = Gen.Select(Gen.Char['a', 'c'].Array[1, 3], Gen.Bool, Gen.Int[0, 3])
        .Select(
            static (key, hasVersion, bad) =>
                new InventoryRow(1, bad == 0 ? null : new S3Address("archive", new string(key), hasVersion ? "v" : null), File)
        )
        .Array[1, 60]
        .Select(static rows => rows.Select(static (row, i) => row with { Number = i + 1 }).ToArray());

    static RowTotal Total(IEnumerable<InventoryRow> rows) => rows.Aggregate(default(RowTotal), static (total, row) => total.With(row));

    [Fact]
    public void Any_division_and_order_has_the_same_total() =>
        Gen.Select(Rows, Gen.Int[1, 9])
            .Sample(
                static (rows, count) =>
                {
                    var shards = rows.Reverse().GroupBy(row => row.Number % count).Select(static shard => Total(shard));
                    return shards.Aggregate(default(RowTotal), static (sum, shard) => sum + shard) == Total(rows);
                }
            );

    [Fact]
    public void A_row_that_is_missing_counted_twice_or_replaced_changes_it() =>
        Gen.Select(Rows, Gen.Int[0, 59])
            .Sample(
                static (rows, at) =>
                {
                    var row = rows[at % rows.Length];
                    var without = rows.Where(other => other != row).ToArray();
                    Assert.NotEqual(Total(rows), Total(without));
                    Assert.NotEqual(Total(rows), Total([.. rows, row]));
                    var other = row with { Address = new S3Address("archive", "another") };
                    Assert.NotEqual(Total(rows), Total([.. without, other]));
                }
            );

    /// <summary>Computed by Python 3: <c>int.from_bytes(hashlib.sha256(fields).digest()[:8], 'big')</c>.</summary>
    [Fact]
    public void The_hash_is_the_one_that_is_documented()
    {
        Assert.Equal(
            "1ecdb8dd73b30c26",
            default(RowTotal).With(new InventoryRow(1, new S3Address("archive", "a b/ä", "v1"), File)).SumText
        );
        Assert.Equal("523678aecd030de6", default(RowTotal).With(new InventoryRow(17, Address: null, File)).SumText);
    }
}
