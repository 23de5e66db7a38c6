using System.Text;
using RedshiftEncryption.Inventory;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Tests.Inventory;

public sealed class InventoryManifestTests
{
    /// <summary>The example of the S3 user guide, with columns of its own.</summary>
    const string Example = """
        {
          "sourceBucket": "archive",
          "destinationBucket": "arn:aws:s3:::inventories",
          "version": "2016-11-30",
          "creationTimestamp": "1514944800000",
          "fileFormat": "CSV",
          "fileSchema": "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag",
          "files": [{ "key": "inv/data/939c.csv.gz", "size": 2147483647, "MD5checksum": "F11166069F1990abeb9c97ace9cdfabc" }]
        }
        """;

    static readonly S3Address Address = new("inventories", "inv/2026-01-02T00-00Z/manifest.json");

    [Fact]
    public void The_files_are_in_the_destination_bucket()
    {
        var inventory = Parse(Example);
        var file = Assert.Single(inventory.Files);
        Assert.Equal(new S3Address("inventories", "inv/data/939c.csv.gz"), file.Address);
        Assert.Equal((2147483647, "f11166069f1990abeb9c97ace9cdfabc", true), (file.Length, file.Md5, file.IsCompressed));
        Assert.NotNull(inventory.Columns);
    }

    [Fact]
    public void An_empty_inventory_has_no_files() =>
        Assert.Empty(Parse(Example[..Example.IndexOf('[', StringComparison.Ordinal)] + "[] }").Files);

    [Theory]
    [InlineData("ORC")]
    [InlineData("Parquet")]
    public void Other_formats_are_named(string format)
    {
        var exception = Assert.Throws<InventoryException>(() =>
            Parse(Example.Replace("\"CSV\"", $"\"{format}\"", StringComparison.Ordinal))
        );
        Assert.Equal(InventoryFault.UnsupportedInventory, exception.Fault);
        Assert.Contains(format, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"fileSchema\"", "\"schema\"")]
    [InlineData("\"files\"", "\"other\"")]
    [InlineData("arn:aws:s3:::inventories", "arn:aws:s3:::a/b")]
    [InlineData("2147483647", "-1")]
    [InlineData("F11166069F", "xx")]
    [InlineData("Bucket, Key", "Bucket, Name")]
    [InlineData("\"sourceBucket\": \"archive\"", "\"files\": []")]
    [InlineData("{", "")]
    public void Anything_else_is_refused(string old, string changed) =>
        Assert.Equal(
            InventoryFault.InvalidInventory,
            Assert.Throws<InventoryException>(() => Parse(Example.Replace(old, changed, StringComparison.Ordinal))).Fault
        );

    static ObjectInventory Parse(string text) => InventoryManifest.Parse(Encoding.UTF8.GetBytes(text), Address);
}
