using System.Globalization;
using System.Management.Automation;

namespace RedshiftEncryption.Binding;

/// <summary>
/// What a record from the pipeline says, read by name: records that came through a job, remoting or JSON are not of this
/// module's types any more.
/// </summary>
internal static class RecordFacts
{
    public static string? Text(PSObject? record, string name) => Get<string>(record, name);

    /// <summary>Null where the record does not say; false where what it says is no truth value: PowerShell would take the text "False" of a CSV file for true.</summary>
    public static bool? Flag(PSObject? record, string name) => record?.Properties[name]?.Value switch
    {
        null => null,
        string text => bool.TryParse(text, out var value) && value,
        var other => LanguagePrimitives.IsTrue(other),
    };

    public static long? Number(PSObject? record, string name) => record?.Properties[name]?.Value is null ? null : Get<long>(record, name);

    public static DateTime? Time(PSObject? record, string name) => record?.Properties[name]?.Value is null ? null : Get<DateTime>(record, name).ToUniversalTime();

    /// <summary>Null where the record does not say, or says what is not among the choices.</summary>
    public static T? Choice<T>(PSObject? record, string name)
        where T : struct, Enum =>
        record?.Properties[name]?.Value is { } value && LanguagePrimitives.TryConvertTo<T>(value, CultureInfo.InvariantCulture, out var choice) ? choice : null;

    /// <summary>Whether the object begins with a header that Send repeated; null where that is not known, and for an object of nothing, which has none to ignore.</summary>
    public static bool? Header(PSObject? record)
    {
        if (Number(record, nameof(EncryptedS3Object.HeaderLength)) > 0)
            return true;
        return Number(record, nameof(EncryptedS3Object.SourceOffset)) is null || IsOfNothing(record) ? null : false;
    }

    /// <summary>Whether the object was made of no bytes of its source.</summary>
    public static bool IsOfNothing(PSObject? record) => Number(record, nameof(EncryptedS3Object.SourceLength)) == 0;

    /// <summary>The tallies of the commands that made the record, which only the record itself carries.</summary>
    public static IReadOnlyList<FailureTally> Tallies(PSObject? record) => record?.BaseObject switch
    {
        EncryptedS3Object known => known.Tallies,
        CopyManifest manifest => manifest.Tallies,
        _ => [],
    };

    static T? Get<T>(PSObject? record, string name) =>
        record?.Properties[name]?.Value is { } value && LanguagePrimitives.TryConvertTo<T>(value, CultureInfo.InvariantCulture, out var converted) ? converted : default;
}
