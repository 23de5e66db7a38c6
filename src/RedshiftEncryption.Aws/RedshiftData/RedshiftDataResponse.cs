using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using RedshiftEncryption.Redshift.Execution;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Aws.RedshiftData;

/// <summary>Reads the responses of the Redshift Data API. A response that does not match its documentation is an error.</summary>
/// <remarks>From the Amazon Redshift Data API Reference.</remarks>
internal static class RedshiftDataResponse
{
    static readonly Regex Ids = new(
        @"^[a-z0-9]{8}(-[a-z0-9]{4}){3}-[a-z0-9]{12}(:[0-9]+)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1)
    );

    /// <summary>Returns whether a text is the ID of a statement or batch.</summary>
    public static bool IsId(string text) => Ids.IsMatch(text);

    /// <exception cref="FormatException">The body is not a JSON object, or <paramref name="read"/> does not accept it.</exception>
    public static T Read<T>(byte[] body, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonText.Parse(body.Length == 0 ? "{}"u8.ToArray() : body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? read(document.RootElement)
                : throw new FormatException("it is not a JSON object");
        }
        catch (JsonException exception)
        {
            throw new FormatException("it is not JSON", exception);
        }
    }

    public static StartedStatement Started(JsonElement root, DateTime? answeredUtc) =>
        new(Id(root), Time(root, "CreatedAt") ?? throw Missing("CreatedAt"), answeredUtc);

    public static StatementState State(JsonElement root, string id)
    {
        if (!string.Equals(Id(root), id, StringComparison.Ordinal))
            throw new FormatException("it describes another statement");
        return State(root) with
        {
            CreatedUtc = Time(root, "CreatedAt") ?? throw Missing("CreatedAt"),
            SubStatements = JsonText.Find(root, "SubStatements") is { ValueKind: JsonValueKind.Array } statements
                ? [.. statements.EnumerateArray().Select(State)]
                : [],
            Target = new RedshiftTarget
            {
                Database = Text(root, "Database"),
                WorkgroupName = Text(root, "WorkgroupName"),
                ClusterIdentifier = Text(root, "ClusterIdentifier"),
                DbUser = Text(root, "DbUser"),
                SecretArn = Text(root, "SecretArn"),
            },
        };
    }

    public static ResultPage Page(JsonElement root) =>
        new(
            JsonText.Find(root, "Records") is { ValueKind: JsonValueKind.Array } records
                ? [.. records.EnumerateArray().Select(Row)]
                : throw Missing("Records"),
            Text(root, "NextToken") is { Length: > 0 } token ? token : null
        );

    /// <summary>Gets a text; null if it is missing or null.</summary>
    public static string? Text(JsonElement parent, string name) =>
        JsonText.Find(parent, name) is { } value && value.ValueKind != JsonValueKind.Null
            ? value.ValueKind == JsonValueKind.String
                ? JsonText.Text(value)
                : throw new FormatException($"its {name} is not a string")
            : null;

    static StatementState State(JsonElement statement) =>
        new(Id(statement), Status(statement))
        {
            Error = Text(statement, "Error") is { Length: > 0 } error ? error : null,
            QueryId = Number(statement, "RedshiftQueryId") is { } query and > 0 ? query : null,
            ProcessId = Number(statement, "RedshiftPid") is { } process and > 0 ? process : null,
            Duration = TimeSpan.FromTicks(Math.Max(0, Number(statement, "Duration") ?? 0) / NanosecondsInTick),
            Text = Text(statement, "QueryString") ?? "",
        };

    const int NanosecondsInTick = 100;

    static IReadOnlyList<string?> Row(JsonElement row) =>
        row.ValueKind == JsonValueKind.Array ? [.. row.EnumerateArray().Select(Value)] : throw new FormatException("a row is not an array");

    /// <summary>Gets the only value of a field, which is named by its type.</summary>
    static string? Value(JsonElement field)
    {
        if (field.ValueKind != JsonValueKind.Object || field.EnumerateObject().Count() != 1)
            throw new FormatException("a field of a row does not have one value");
        var value = field.EnumerateObject().First();
        return (value.Name, value.Value.ValueKind) switch
        {
            ("isNull", JsonValueKind.True) => null,
            ("stringValue", JsonValueKind.String) => JsonText.Text(value.Value),
            ("longValue" or "doubleValue", JsonValueKind.Number) => value.Value.GetRawText(),
            ("booleanValue", JsonValueKind.True or JsonValueKind.False) => value.Value.GetRawText(),
            _ => throw new FormatException("a field of a row has a value of another type"),
        };
    }

    static string Id(JsonElement parent) =>
        Text(parent, "Id") is { } id && IsId(id) ? id : throw new FormatException("its Id is missing or not valid");

    static StatementStatus Status(JsonElement parent)
    {
        var name = Text(parent, "Status") ?? throw Missing("Status");
        return name.All(char.IsLetter) && Enum.TryParse<StatementStatus>(name, ignoreCase: true, out var status)
            ? status
            : throw new FormatException($"its Status '{VisibleText.Of(name)}' is not known");
    }

    static DateTime? Time(JsonElement parent, string name)
    {
        if (JsonText.Find(parent, name) is not { ValueKind: JsonValueKind.Number } value || !value.TryGetDouble(out var seconds))
            return null;
        return seconds is > 0 and < 253402300799
            ? new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(seconds)
            : throw new FormatException($"its {name} is not a time");
    }

    static long? Number(JsonElement parent, string name) =>
        JsonText.Find(parent, name) is { ValueKind: JsonValueKind.Number } value
            ? value.TryGetInt64(out var number)
                ? number
                : throw new FormatException($"its {name} {value.GetRawText().ToString(CultureInfo.InvariantCulture)} is not a whole number")
            : null;

    static FormatException Missing(string name) => new($"its {name} is missing");
}
