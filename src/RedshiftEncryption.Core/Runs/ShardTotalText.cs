using System.Globalization;
using System.Text.Json;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Runs;

/// <summary>Formats and parses the total.json of a shard, as docs/formats.md defines it.</summary>
internal static class ShardTotalText
{
    /// <summary>The maximum length in bytes: more than a hundred thousand parts.</summary>
    public const int MaximumLength = 32 * 1024 * 1024;

    const string Format1 = "RedshiftEncryption.ShardTotal";
    const int Version = 1;

    /// <summary>Formats totals as indented UTF-8 without a byte order mark.</summary>
    public static ArraySegment<byte> Format(ShardTotal total)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("format", Format1);
            writer.WriteNumber("version", Version);
            writer.WriteNumber("shardIndex", total.ShardIndex);
            writer.WriteString("state", total.State.ToString());
            writer.WriteString("startedUtc", total.StartedUtc);
            if (total.EndedUtc is { } ended)
                writer.WriteString("endedUtc", ended);
            writer.WriteNumber("rows", total.Rows.Count);
            writer.WriteString("rowSum", total.Rows.SumText);
            writer.WriteString("columns", ReportRow.Columns);
            writer.WriteStartArray("outcomes");
            foreach (var outcome in total.Outcomes)
                Write(writer, outcome);
            writer.WriteEndArray();
            writer.WriteStartArray("parts");
            foreach (var part in total.Parts)
                Write(writer, part);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return new ArraySegment<byte>(text.ToArray());
    }

    /// <summary>Parses totals.</summary>
    /// <exception cref="RunException">The text does not contain totals, or their numbers contradict each other.</exception>
    public static ShardTotal Parse(ReadOnlyMemory<byte> utf8, S3Address address) =>
        RunJson.Parse(utf8, address, Format1, Version, static root => Checked(Read(root)));

    static void Write(Utf8JsonWriter writer, OutcomeTotal total)
    {
        writer.WriteStartObject();
        writer.WriteString("outcome", total.Outcome.ToString());
        if (total.ErrorId is not null)
            writer.WriteString("errorId", total.ErrorId);
        writer.WriteNumber("rows", total.Count);
        writer.WriteNumber("length", total.Length);
        writer.WriteEndObject();
    }

    static void Write(Utf8JsonWriter writer, ReportPart part)
    {
        writer.WriteStartObject();
        writer.WriteNumber("rows", part.Rows);
        writer.WriteString("eTag", part.ETag);
        writer.WriteEndObject();
    }

    static ShardTotal Read(JsonElement root) =>
        new((int)Number(root, "shardIndex", int.MaxValue), Name<ShardState>(root, "state"))
        {
            StartedUtc = Time(JsonText.RequiredText(root, "startedUtc")),
            EndedUtc = JsonText.OptionalText(root, "endedUtc") is { } ended ? Time(ended) : null,
            Rows = new RowTotal(Number(root, "rows", long.MaxValue), RowSum(JsonText.RequiredText(root, "rowSum"))),
            Outcomes =
            [
                .. JsonText
                    .Required(root, "outcomes", JsonValueKind.Array)
                    .EnumerateArray()
                    .Select(static outcome => new OutcomeTotal(
                        Name<RunOutcome>(outcome, "outcome"),
                        JsonText.OptionalText(outcome, "errorId"),
                        Number(outcome, "rows", long.MaxValue),
                        Number(outcome, "length", long.MaxValue)
                    )),
            ],
            Parts =
            [
                .. JsonText
                    .Required(root, "parts", JsonValueKind.Array)
                    .EnumerateArray()
                    .Select(static part => new ReportPart(
                        (int)Number(part, "rows", ShardReport.PartLength),
                        JsonText.OptionalText(part, "eTag")
                    )),
            ],
        };

    /// <summary>Fails where the parts or the outcomes do not have the rows of the total.</summary>
    static ShardTotal Checked(ShardTotal total)
    {
        if (Sum(total.Outcomes.Select(static outcome => outcome.Count)) != total.Rows.Count)
            throw new FormatException("its 'outcomes' do not have the rows that it states");
        if (total.State != ShardState.Running && Sum(total.Parts.Select(static part => (long)part.Rows)) != total.Rows.Count)
            throw new FormatException("its 'parts' do not have the rows that it states");
        return total;
    }

    static long Sum(IEnumerable<long> counts)
    {
        try
        {
            return counts.Sum();
        }
        catch (OverflowException exception)
        {
            throw new FormatException("its numbers of rows are too large", exception);
        }
    }

    static long Number(JsonElement parent, string name, long maximum) =>
        JsonText.RequiredNumber(parent, name) is var number && number >= 0 && number <= maximum
            ? number
            : throw new FormatException($"its '{name}' is {number}");

    static T Name<T>(JsonElement parent, string name)
        where T : struct, Enum
    {
        var text = JsonText.RequiredText(parent, name);
        return EnumName.TryParse<T>(text, out var value) ? value : throw new FormatException($"its '{name}' is '{VisibleText.Of(text)}'");
    }

    static ulong RowSum(string text) =>
        text.Length == 16 && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var sum)
            ? sum
            : throw new FormatException("its 'rowSum' is not 16 hexadecimal digits");

    static DateTime Time(string text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
            ? time.ToUniversalTime()
            : throw new FormatException($"'{VisibleText.Of(text)}' is not a time");
}
