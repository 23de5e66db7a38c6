using System.Globalization;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Inventory;

/// <summary>Contains which columns of a CSV file describe an object, and reads its rows.</summary>
/// <remarks>
/// The names are those of S3 Inventory (Amazon S3 User Guide, "Cataloging and analyzing your data with S3 Inventory") and of the
/// inventory tables of S3 Metadata, which contain underscores. Letter case is ignored.
/// </remarks>
internal sealed record InventoryColumns
{
    const string BucketName = "Bucket";
    const string KeyName = "Key";
    const string VersionIdName = "VersionId";
    const string IsLatestName = "IsLatest";
    const string IsDeleteMarkerName = "IsDeleteMarker";
    const string SizeName = "Size";
    const string ETagName = "ETag";
    const string LastModifiedName = "LastModifiedDate";
    const string StorageClassName = "StorageClass";

    /// <summary>The number of each column by its name, without underscores.</summary>
    readonly Dictionary<string, int> columns = new(StringComparer.OrdinalIgnoreCase);
    readonly int count;

    InventoryColumns(IReadOnlyList<string> names)
    {
        count = names.Count;
        for (var i = 0; i < count; i++)
        {
            if (!columns.TryAdd(names[i].Trim().Replace("_", ""), i))
                throw new FormatException($"it has the column '{VisibleText.Of(names[i].Trim())}' twice");
        }
        if (!columns.ContainsKey(BucketName) || !columns.ContainsKey(KeyName))
            throw new FormatException("it has no columns named Bucket and Key");
    }

    /// <summary>Gets whether keys are URL-encoded.</summary>
    public bool IsEncoded { get; private init; } = true;

    /// <summary>Reads the <c>fileSchema</c> of an S3 Inventory manifest: the names, separated by commas.</summary>
    /// <exception cref="FormatException">The names are not those of an inventory. The message continues a sentence.</exception>
    public static InventoryColumns OfSchema(string schema) => new(schema.Split(','));

    /// <summary>
    /// Reads the first row of a CSV file. With names it is the header of a query's result, whose keys are not encoded. Without, it is
    /// the first row of a manifest of S3 Batch Operations: bucket, key, and a version in all rows or in none.
    /// </summary>
    /// <param name="first">The fields of the row.</param>
    /// <param name="isHeader">Whether the row contains names and not an object.</param>
    /// <exception cref="FormatException">The row is neither. The message continues a sentence.</exception>
    public static InventoryColumns OfFirstRow(IReadOnlyList<string> first, out bool isHeader)
    {
        isHeader = first.Any(static name => string.Equals(name.Trim(), "key", StringComparison.OrdinalIgnoreCase));
        if (isHeader)
            return new InventoryColumns(first) { IsEncoded = false };
        return first.Count switch
        {
            2 => new InventoryColumns(["Bucket", "Key"]),
            3 => new InventoryColumns(["Bucket", "Key", "VersionId"]),
            _ => throw new FormatException(
                $"its first row has {first.Count} fields. Expected a header with the names bucket and key, "
                    + "or two or three fields: bucket, key and version"
            ),
        };
    }

    /// <summary>Reads a row.</summary>
    /// <param name="fields">The fields of the row.</param>
    /// <param name="number">The number of the row in its file, from 1.</param>
    /// <param name="file">The file.</param>
    /// <returns>Null for a delete marker or a version that is not the latest one.</returns>
    /// <exception cref="FormatException">The row does not name an object. The message continues a sentence.</exception>
    public InventoryRow? Read(IReadOnlyList<string> fields, long number, S3Address file)
    {
        if (fields.Count != count)
            throw new FormatException($"it has {fields.Count} fields, but {count} were expected");
        if (Flag(fields, IsDeleteMarkerName) == true || Flag(fields, IsLatestName) == false)
            return null;
        var bucket = fields[columns[BucketName]];
        if (!S3Address.IsBucketName(bucket))
            throw new FormatException($"'{VisibleText.Of(bucket)}' is not a bucket name");
        var name = IsEncoded ? UrlEncoding.TryDecode(fields[columns[KeyName]]) : fields[columns[KeyName]];
        if (name is null)
            throw new FormatException("its key is not URL-encoded UTF-8");
        if (name.Length == 0)
            throw new FormatException("its key is empty");
        var version = columns.ContainsKey(VersionIdName) ? Text(fields, VersionIdName) ?? S3Address.NullVersion : null;
        return new InventoryRow(number, new S3Address(bucket, name, version), file)
        {
            Listed = Number(fields, SizeName) is { } size
                ? new ListedObject(name, size, Text(fields, ETagName), Time(fields, LastModifiedName), Text(fields, StorageClassName))
                : null,
        };
    }

    /// <summary>Returns null if there is no such column, or if it is empty.</summary>
    string? Text(IReadOnlyList<string> fields, string name) =>
        columns.TryGetValue(name, out var column) && fields[column].Trim('"') is { Length: > 0 } text ? text : null;

    long? Number(IReadOnlyList<string> fields, string name)
    {
        if (Text(fields, name) is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"its size '{VisibleText.Of(text)}' is not a number of bytes");
    }

    bool? Flag(IReadOnlyList<string> fields, string name)
    {
        if (Text(fields, name) is not { } text)
            return null;
        return bool.TryParse(text, out var flag)
            ? flag
            : throw new FormatException($"its {name} '{VisibleText.Of(text)}' is neither true nor false");
    }

    DateTime? Time(IReadOnlyList<string> fields, string name)
    {
        if (Text(fields, name) is not { } text)
            return null;
        return DateTime.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time
            : throw new FormatException($"its date '{VisibleText.Of(text)}' is not a time");
    }
}
