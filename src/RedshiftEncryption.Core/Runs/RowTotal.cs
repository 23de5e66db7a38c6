using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using RedshiftEncryption.Integrity;
using RedshiftEncryption.Inventory;

namespace RedshiftEncryption.Runs;

/// <summary>
/// Counts rows and adds up their hashes. The same rows have the same total, in any order and with any division among shards. A row
/// that is missing or occurs twice changes it.
/// </summary>
/// <param name="Count">The number of rows.</param>
/// <param name="Sum">The sum of the rows' hashes modulo 2^64.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RowTotal(long Count, ulong Sum)
{
    const string ObjectKind = "object";
    const string RowKind = "row";

    /// <summary>Gets the sum as 16 hexadecimal digits.</summary>
    public string SumText => Sum.ToString("x16", CultureInfo.InvariantCulture);

    public static RowTotal operator +(RowTotal left, RowTotal right) => new(left.Count + right.Count, unchecked(left.Sum + right.Sum));

    /// <summary>Returns the total with a row, which is identified by its object or, if it names none, by its place.</summary>
    public RowTotal With(InventoryRow row)
    {
        var hash = row.Address is { } address
            ? FieldHash.Of(ObjectKind, address.BucketName, address.Key, address.VersionId ?? "")
            : FieldHash.Of(RowKind, row.File.BucketName, row.File.Key, row.Number.ToString(CultureInfo.InvariantCulture));
        return this + new RowTotal(1, BinaryPrimitives.ReadUInt64BigEndian(hash));
    }
}
