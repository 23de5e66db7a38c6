using System.Text.Json;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Inventory;

/// <summary>Reads the <c>manifest.json</c> of an S3 Inventory report.</summary>
/// <remarks>Amazon S3 User Guide, "Locating your inventory list".</remarks>
internal static class InventoryManifest
{
    /// <summary>The maximum length in bytes: more than a hundred thousand data files.</summary>
    public const int MaximumLength = 32 * 1024 * 1024;

    const int Md5Digits = 32;

    /// <summary>Parses a manifest.</summary>
    /// <param name="content">The text in UTF-8.</param>
    /// <param name="address">Its address.</param>
    /// <exception cref="InventoryException">The text is not a manifest, or is that of ORC or Parquet files.</exception>
    public static ObjectInventory Parse(ReadOnlyMemory<byte> content, S3Address address)
    {
        try
        {
            using var document = JsonText.Parse(content);
            return Read(document.RootElement, address);
        }
        catch (JsonException exception)
        {
            throw Invalid(address, JsonText.Reason(exception), exception);
        }
        catch (FormatException exception)
        {
            throw Invalid(address, exception.Message, exception);
        }
    }

    static ObjectInventory Read(JsonElement root, S3Address address)
    {
        var format = JsonText.RequiredText(root, "fileFormat");
        if (!string.Equals(format, "CSV", StringComparison.OrdinalIgnoreCase))
            throw new InventoryException(
                InventoryFault.UnsupportedInventory,
                $"The inventory {address} has files in {VisibleText.Of(format)}, and only CSV is read."
            );
        var bucketName = BucketOf(JsonText.RequiredText(root, "destinationBucket"));
        var columns = InventoryColumns.OfSchema(JsonText.RequiredText(root, "fileSchema"));
        var known = new HashSet<string>(StringComparer.Ordinal);
        var read = new List<InventoryFile>();
        foreach (var element in JsonText.Required(root, "files", JsonValueKind.Array).EnumerateArray())
        {
            var file = ReadFile(element, bucketName);
            read.Add(known.Add(file.Address.Key) ? file : throw new FormatException($"it contains {file.Address} twice"));
        }
        return new ObjectInventory(address, read) { Columns = columns };
    }

    static InventoryFile ReadFile(JsonElement element, string bucketName)
    {
        var key = JsonText.RequiredText(element, "key");
        if (
            JsonText.Find(element, "size") is not { ValueKind: JsonValueKind.Number } size
            || !size.TryGetInt64(out var length)
            || length < 0
        )
            throw new FormatException("the 'size' of a file is not a number of bytes");
        var md5 = JsonText.RequiredText(element, "MD5checksum");
        return md5.Length == Md5Digits && md5.All(Uri.IsHexDigit)
            ? new InventoryFile(new S3Address(bucketName, key), length, md5.ToLowerInvariant())
            : throw new FormatException("the 'MD5checksum' of a file is not an MD5");
    }

    /// <summary>Gets the bucket from its ARN, of any partition, such as <c>arn:aws:s3:::name</c>.</summary>
    static string BucketOf(string arn)
    {
        var name = BucketArn.NameIn(arn) ?? arn;
        return S3Address.IsBucketName(name) ? name : throw new FormatException("its 'destinationBucket' is not the ARN of a bucket");
    }

    static InventoryException Invalid(S3Address address, string reason, Exception inner) =>
        new(InventoryFault.InvalidInventory, $"{address} is not the manifest of an S3 Inventory report: {reason}.", inner);
}
