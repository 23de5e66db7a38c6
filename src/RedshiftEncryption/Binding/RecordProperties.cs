using System.Globalization;
using System.Management.Automation;
using RedshiftEncryption.Files;
using RedshiftEncryption.Records;

namespace RedshiftEncryption.Binding;

/// <summary>
/// Reads the properties of a record from the pipeline by name: records from a job, remoting, CSV or JSON no longer have this
/// module's types. A missing, null or empty property is unknown: CSV cannot express it otherwise.
/// </summary>
internal static class RecordProperties
{
    const string OwnDeserialized = "Deserialized.RedshiftEncryption.";

    /// <summary>The prefix with which Import-Csv marks its records, whatever type the file claims.</summary>
    const string FromCsv = "CSV:";

    /// <summary>ISO 8601 with up to seven decimals, with or without a time zone.</summary>
    const string IsoTime = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";

    const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    /// <summary>
    /// The properties with file system paths: this module's own and, where it can differ from a PowerShell path, that of a FileInfo.
    /// </summary>
    static readonly string[] FilePathProperties = FilePaths.IsWindows
        ? [nameof(EncryptedS3Object.SourcePath)]
        : [nameof(EncryptedS3Object.SourcePath), nameof(FileSystemInfo.FullName)];

    /// <summary>
    /// Returns whether the record is this module's own, including after a job, remoting or CLIXML. A CSV file can claim any
    /// type, so its records never are.
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

    /// <summary>
    /// Returns whether a path is a file system path from the record itself, as this module and .NET write it. It must not be
    /// resolved as a PowerShell path, in which a backslash is a separator also on Unix.
    /// </summary>
    public static bool IsFilePath(PSObject? record, string path) =>
        record is not null
        && Path.IsPathRooted(path)
        && FilePathProperties.Any(name => string.Equals(Text(record, name), path, StringComparison.Ordinal));

    /// <summary>Returns a Boolean; null if unknown.</summary>
    /// <exception cref="InvalidRecordException">The value is not a Boolean. PowerShell would convert the text "False" of a
    /// CSV file to true.</exception>
    public static bool? Flag(PSObject? record, string name) =>
        Value(record, name) switch
        {
            null => null,
            bool flag => flag,
            string text when bool.TryParse(text, out var flag) => flag,
            var other => throw Invalid(record, name, other, "true or false"),
        };

    /// <summary>Returns a number of bytes; null if unknown.</summary>
    /// <exception cref="InvalidRecordException">The value is not a number of bytes.</exception>
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

    /// <summary>
    /// Returns a time; null if unknown. Text without a time zone is UTC, as the properties are. It may be in the session's
    /// culture, which Export-Csv uses.
    /// </summary>
    /// <exception cref="InvalidRecordException">The value is not a time.</exception>
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

    /// <summary>Returns an enumeration value; null if unknown. The text is compared too, because Enum.TryParse accepts numbers.</summary>
    /// <exception cref="InvalidRecordException">The value is not a name of the enumeration.</exception>
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
    /// Returns whether the object begins with a header that Send repeated. Null where that is unknown, and for an object
    /// without content, which has no header to ignore.
    /// </summary>
    public static bool? Header(PSObject? record)
    {
        if (Number(record, nameof(EncryptedS3Object.HeaderLength)) > 0)
            return true;
        return Number(record, nameof(EncryptedS3Object.SourceOffset)) is null || IsOfNothing(record) ? null : false;
    }

    /// <summary>
    /// Rejects the record of an object that Send skipped without asking how it is encrypted: a load of it could fail, or use
    /// another key.
    /// </summary>
    /// <exception cref="InvalidCopyOptionException">The record lacks the object's encryption.</exception>
    public static void RefuseUnasked(PSObject? record, string uri)
    {
        if (Flag(record, nameof(EncryptedS3Object.WasSkipped)) == true && Text(record, nameof(EncryptedS3Object.Envelope)) is null)
            throw new InvalidCopyOptionException(
                $"{uri} was skipped by -SkipUnchanged, and its record does not contain how it is encrypted. "
                    + "Pass the records through Test-EncryptedRoundTrip first, or send with -SkipUnchanged -Checksum."
            );
    }

    /// <summary>Returns whether the object contains no bytes of its source.</summary>
    public static bool IsOfNothing(PSObject? record) => Number(record, nameof(EncryptedS3Object.SourceLength)) == 0;

    /// <summary>Returns the failureCounters of the commands that created the record. Only the record itself carries them.</summary>
    public static IReadOnlyList<FailureCounter> FailureCounters(PSObject? record) =>
        record?.BaseObject switch
        {
            EncryptedS3Object known => known.FailureCounters,
            CopyManifest manifest => manifest.FailureCounters,
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
            throw new InvalidRecordException($"{NameOf(record)} has a {name} that cannot be read: {exception.Message}", exception);
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
