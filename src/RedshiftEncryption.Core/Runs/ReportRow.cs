using System.Globalization;
using RedshiftEncryption.Inventory;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Runs;

/// <summary>
/// Represents a row of a shard's report, as docs/formats.md defines it: CSV without a header, like the reports of S3 Batch Operations.
/// The fields with foreign text are URL-encoded, so that none needs quotation marks, and none looks like a formula to a spreadsheet.
/// </summary>
/// <param name="Address">The object; for a row of the inventory that names none, its data file.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="ErrorId">The error ID of a failure; null for other outcomes.</param>
/// <param name="Length">The length of the object in bytes; null if it is not known.</param>
/// <param name="Number">The number of the row in its data file, from 1.</param>
internal sealed record ReportRow(S3Address Address, RunOutcome Outcome, string? ErrorId, long? Length, long Number)
{
    /// <summary>The names of the columns.</summary>
    public const string Columns = "Bucket, Key, VersionId, Outcome, ErrorId, Length, Row";

    const int ColumnCount = 7;

    /// <summary>Gets whether the row is about an object, and not about a row of the inventory that names none.</summary>
    public bool IsObject => !string.Equals(ErrorId, nameof(InventoryFault.InvalidInventoryRow), StringComparison.Ordinal);

    /// <summary>Writes the row with a line feed.</summary>
    public void Write(TextWriter writer)
    {
        writer.Write(UrlEncoding.Encode(Address.BucketName));
        writer.Write(',');
        writer.Write(UrlEncoding.Encode(Address.Key));
        writer.Write(',');
        writer.Write(UrlEncoding.Encode(Address.VersionId ?? ""));
        writer.Write(',');
        writer.Write(Outcome.ToString());
        writer.Write(',');
        writer.Write(ErrorId ?? "");
        writer.Write(',');
        writer.Write(Length?.ToString(CultureInfo.InvariantCulture) ?? "");
        writer.Write(',');
        writer.Write(Number.ToString(CultureInfo.InvariantCulture));
        writer.Write('\n');
    }

    /// <summary>Reads a row.</summary>
    /// <exception cref="FormatException">The fields are not such a row. The message continues a sentence.</exception>
    public static ReportRow Read(IReadOnlyList<string> fields)
    {
        if (fields.Count != ColumnCount)
            throw new FormatException($"it has {fields.Count} fields, but {ColumnCount} were expected");
        var (bucket, key, version) = (Decoded(fields[0]), Decoded(fields[1]), Decoded(fields[2]));
        if (!S3Address.IsBucketName(bucket) || key.Length == 0)
            throw new FormatException("it does not name an object");
        if (!EnumName.TryParse<RunOutcome>(fields[3], out var outcome))
            throw new FormatException("its outcome is not known");
        return new ReportRow(
            new S3Address(bucket, key, version.Length == 0 ? null : version),
            outcome,
            fields[4].Length == 0 ? null : fields[4],
            fields[5].Length == 0 ? null : Parsed(fields[5]),
            Parsed(fields[6])
        );
    }

    static string Decoded(string field) => UrlEncoding.TryDecode(field) ?? throw new FormatException("it is not URL-encoded UTF-8");

    static long Parsed(string field) =>
        long.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException("a number is not valid");
}
