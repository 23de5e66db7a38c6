using System.Globalization;
using System.Management.Automation;
using RedshiftEncryption.Records;

namespace RedshiftEncryption.Binding;

/// <summary>
/// What a record from the pipeline says, read by name: records that came through a job, remoting, CSV or JSON are not of this
/// module's types any more. What is missing, null or empty is not known: CSV has no other way to say so.
/// </summary>
internal static class RecordFacts
{
    const string OwnDeserialized = "Deserialized.RedshiftEncryption.";

    /// <summary>Import-Csv marks its records by it, whatever type the file claims.</summary>
    const string FromCsv = "CSV:";

    /// <summary>ISO 8601 with up to seven decimals, and with or without a zone.</summary>
    const string IsoTime = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";

    const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    /// <summary>
    /// Whether the record is this module's own, also after a job, remoting or Clixml. A CSV file can claim a type, so none
    /// of its records is.
    /// </summary>
    public static bool IsOwn(PSObject record) =>
        record.BaseObject is EncryptedS3Object or CopyManifest
        || (
            record.TypeNames.Any(static name => name.StartsWith(OwnDeserialized, StringComparison.Ordinal))
            && !record.TypeNames.Any(static name => name.StartsWith(FromCsv, StringComparison.OrdinalIgnoreCase))
        );

    public static string? Text(PSObject? record, string name) =>
        Value(record, name) is { } value
        && LanguagePrimitives.TryConvertTo<string>(value, CultureInfo.InvariantCulture, out var text)
        && text.Length > 0
            ? text
            : null;

    /// <exception cref="InvalidRecordException">It is not a truth value; PowerShell would take the text "False" of a CSV
    /// file for true.</exception>
    public static bool? Flag(PSObject? record, string name) =>
        Value(record, name) switch
        {
            null => null,
            bool flag => flag,
            string text when bool.TryParse(text, out var flag) => flag,
            var other => throw Invalid(record, name, other, "true or false"),
        };

    /// <exception cref="InvalidRecordException">It is not a number of bytes.</exception>
    public static long? Number(PSObject? record, string name) =>
        Value(record, name) switch
        {
            null => null,
            string text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
            not string
            and var other
                when LanguagePrimitives.TryConvertTo<decimal>(other, CultureInfo.InvariantCulture, out var number)
                    && number is >= 0 and <= long.MaxValue
                    && number == decimal.Truncate(number) => (long)number,
            var other => throw Invalid(record, name, other, "a number of bytes"),
        };

    /// <summary>Text without a zone is UTC, as the properties are; in the culture of the session, which Export-Csv writes.</summary>
    /// <exception cref="InvalidRecordException">It is not a time.</exception>
    public static DateTime? Time(PSObject? record, string name) =>
        Value(record, name) switch
        {
            null => null,
            DateTime { Kind: DateTimeKind.Unspecified } time => DateTime.SpecifyKind(time, DateTimeKind.Utc),
            DateTime time => time.ToUniversalTime(),
            DateTimeOffset time => time.UtcDateTime,
            string text
                when DateTime.TryParseExact(text, IsoTime, CultureInfo.InvariantCulture, Utc, out var time)
                    || DateTime.TryParse(text, CultureInfo.CurrentCulture, Utc, out time)
                    || DateTime.TryParse(text, CultureInfo.InvariantCulture, Utc, out time) => time,
            var other => throw Invalid(record, name, other, "a time"),
        };

    /// <summary>Compared as a text too, for a parser of enumerations takes numbers.</summary>
    /// <exception cref="InvalidRecordException">It is not among the choices.</exception>
    public static T? Choice<T>(PSObject? record, string name)
        where T : struct, Enum
    {
        if (Text(record, name) is not { } text)
            return null;
        return
            Enum.TryParse<T>(text, ignoreCase: true, out var choice)
            && string.Equals(choice.ToString(), text, StringComparison.OrdinalIgnoreCase)
            ? choice
            : throw Invalid(record, name, text, string.Join(", ", typeof(T).GetEnumNames()));
    }

    /// <summary>
    /// Whether the object begins with a header that Send repeated; null where that is not known, and for an object of
    /// nothing, which has none to ignore.
    /// </summary>
    public static bool? Header(PSObject? record)
    {
        if (Number(record, nameof(EncryptedS3Object.HeaderLength)) > 0)
            return true;
        return Number(record, nameof(EncryptedS3Object.SourceOffset)) is null || IsOfNothing(record) ? null : false;
    }

    /// <summary>Whether the object was made of no bytes of its source.</summary>
    public static bool IsOfNothing(PSObject? record) => Number(record, nameof(EncryptedS3Object.SourceLength)) == 0;

    /// <summary>The tallies of the commands that made the record, which only the record itself carries.</summary>
    public static IReadOnlyList<FailureTally> Tallies(PSObject? record) =>
        record?.BaseObject switch
        {
            EncryptedS3Object known => known.Tallies,
            CopyManifest manifest => manifest.Tallies,
            _ => [],
        };

    static object? Value(PSObject? record, string name)
    {
        try
        {
            var value = record?.Properties[name]?.Value;
            if (value is PSObject wrapped)
                value = wrapped.BaseObject;
            return value is "" ? null : value;
        }
        catch (GetValueException exception)
        {
            throw new InvalidRecordException($"The {name} of {NameOf(record)} cannot be read: {exception.Message}", exception);
        }
    }

    static InvalidRecordException Invalid(PSObject? record, string name, object value, string expected) =>
        new($"{NameOf(record)} has the {name} '{value}', which is not {expected}.");

    static string NameOf(PSObject? record) =>
        record?.Properties[nameof(EncryptedS3Object.BucketName)]?.Value is { } bucketName
        && record.Properties[nameof(EncryptedS3Object.Key)]?.Value is { } key
            ? $"The record of s3://{bucketName}/{key}"
            : "A record";
}
