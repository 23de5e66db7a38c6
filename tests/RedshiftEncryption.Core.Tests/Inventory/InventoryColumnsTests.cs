using RedshiftEncryption.Inventory;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Tests.Inventory;

public sealed class InventoryColumnsTests
{
    static readonly S3Address File = new("inventory", "data.csv");

    const string Schema = "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag, StorageClass";

    [Fact]
    public void A_row_of_an_S3_inventory_is_an_object()
    {
        var row = InventoryColumns
            .OfSchema(Schema)
            .Read(["archive", "a%2Bb+%C3%A4", "v1", "true", "false", "12", "2026-01-02T03:04:05.000Z", "e", "STANDARD_IA"], 7, File);
        Assert.Equal(new S3Address("archive", "a+b ä", "v1"), row!.Address);
        Assert.Equal(7, row.Number);
        Assert.Equal(new ListedObject("a+b ä", 12, "e", new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), "STANDARD_IA"), row.Listed);
    }

    [Fact]
    public void An_empty_version_is_the_null_version()
    {
        var row = InventoryColumns.OfSchema("Bucket, Key, VersionId").Read(["archive", "k", ""], 1, File);
        Assert.Equal("null", row!.Address!.VersionId);
        Assert.Null(InventoryColumns.OfSchema("Bucket, Key").Read(["archive", "k"], 1, File)!.Address!.VersionId);
    }

    [Theory]
    [InlineData("false", "false")]
    [InlineData("true", "true")]
    [InlineData("false", "true")]
    public void Delete_markers_and_earlier_versions_are_left_out(string isLatest, string isDeleteMarker) =>
        Assert.Null(InventoryColumns.OfSchema(Schema).Read(["archive", "k", "v", isLatest, isDeleteMarker, "", "", "", ""], 1, File));

    [Fact]
    public void A_query_result_has_names_and_keys_as_they_are()
    {
        var columns = InventoryColumns.OfFirstRow(["key", "BUCKET", "version_id", "is_delete_marker", "e_tag"], out var isHeader);
        Assert.True(isHeader);
        Assert.Equal(new S3Address("archive", "a%2Bb+c", "v"), columns.Read(["a%2Bb+c", "archive", "v", "false", "e"], 2, File)!.Address);
    }

    [Fact]
    public void A_batch_manifest_has_two_or_three_columns_and_no_header()
    {
        var two = InventoryColumns.OfFirstRow(["archive", "a%20b"], out var isHeader);
        Assert.False(isHeader);
        Assert.Equal(new S3Address("archive", "a b"), two.Read(["archive", "a%20b"], 1, File)!.Address);
        Assert.Equal(
            new S3Address("archive", "c", "v"),
            InventoryColumns.OfFirstRow(["archive", "c", "v"], out _).Read(["archive", "c", "v"], 1, File)!.Address
        );
    }

    [Theory]
    [InlineData("Size, ETag")]
    [InlineData("Bucket, Size")]
    [InlineData("Bucket, Key, Key")]
    public void Other_schemas_are_refused(string schema) => Assert.Throws<FormatException>(() => InventoryColumns.OfSchema(schema));

    [Fact]
    public void A_first_row_of_another_shape_is_refused() =>
        Assert.Throws<FormatException>(() => InventoryColumns.OfFirstRow(["only"], out _));

    [Theory]
    [InlineData("fields", "archive", "k")]
    [InlineData("bucket name", "not a bucket", "k", "v", "true", "false", "1", "", "", "")]
    [InlineData("URL-encoded", "archive", "%zz", "v", "true", "false", "1", "", "", "")]
    [InlineData("URL-encoded", "archive", "%ff", "v", "true", "false", "1", "", "", "")]
    [InlineData("URL-encoded", "archive", "a%2", "v", "true", "false", "1", "", "", "")]
    [InlineData("empty", "archive", "", "v", "true", "false", "1", "", "", "")]
    [InlineData("size", "archive", "k", "v", "true", "false", "-1", "", "", "")]
    [InlineData("IsLatest", "archive", "k", "v", "yes", "false", "1", "", "", "")]
    [InlineData("date", "archive", "k", "v", "true", "false", "1", "yesterday", "", "")]
    public void A_row_that_names_no_object_has_a_reason(string reason, params string[] fields) =>
        Assert.Contains(
            reason,
            Assert.Throws<FormatException>(() => InventoryColumns.OfSchema(Schema).Read(fields, 1, File)).Message,
            StringComparison.Ordinal
        );
}
