using System.Text.Json;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Lambda.Batch;

/// <summary>Represents a checked event of S3 Batch Operations.</summary>
/// <param name="SchemaVersion">1.0 or 2.0.</param>
/// <param name="InvocationId">The ID of the event.</param>
/// <param name="Arguments">The arguments of the job; empty in schema 1.0.</param>
/// <param name="Tasks">The tasks, at least one. S3 Batch Operations sends one.</param>
internal sealed record BatchRequest(
    string SchemaVersion,
    string InvocationId,
    IReadOnlyDictionary<string, string> Arguments,
    IReadOnlyList<TaskRequest> Tasks
)
{
    const string First = "1.0";
    const string Second = "2.0";

    /// <summary>Reads an event.</summary>
    /// <param name="json">JSON in UTF-8.</param>
    /// <exception cref="FormatException">The event is not one of S3 Batch Operations, so that no response to it is possible. The
    /// message does not quote it.</exception>
    public static BatchRequest Parse(ReadOnlyMemory<byte> json)
    {
        BatchEvent? sent;
        try
        {
            sent = JsonSerializer.Deserialize(json.Span, BatchJson.Default.BatchEvent);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The event is not one of S3 Batch Operations: {JsonText.Reason(exception)}.", exception);
        }
        if (sent?.InvocationSchemaVersion is not (First or Second))
            throw new FormatException(
                $"The event is not one of S3 Batch Operations: its invocationSchemaVersion is neither {First} nor {Second}."
            );
        if (sent.InvocationId is not { Length: > 0 } invocationId)
            throw new FormatException("The event of S3 Batch Operations has no invocationId.");
        if (sent.Tasks is not { Count: > 0 } tasks || tasks.Any(static task => task?.TaskId is not { Length: > 0 }))
            throw new FormatException("The event of S3 Batch Operations has no task, or a task without a taskId.");
        var isSecond = sent.InvocationSchemaVersion is Second;
        return new BatchRequest(
            sent.InvocationSchemaVersion,
            invocationId,
            isSecond ? Checked(sent.Job?.UserArguments) : new Dictionary<string, string>(StringComparer.Ordinal),
            [.. tasks.Select(task => TaskRequest.Of(task!, isSecond))]
        );
    }

    /// <summary>Formats the response to the event.</summary>
    /// <returns>JSON in UTF-8.</returns>
    public byte[] Format(IReadOnlyList<BatchResult> results) =>
        JsonSerializer.SerializeToUtf8Bytes(new BatchResponse(SchemaVersion, InvocationId, results), BatchJson.Default.BatchResponse);

    static Dictionary<string, string> Checked(IReadOnlyDictionary<string, string?>? arguments)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var argument in arguments ?? new Dictionary<string, string?>(StringComparer.Ordinal))
            read[argument.Key] =
                argument.Value ?? throw new FormatException("The event of S3 Batch Operations has an argument without a value.");
        return read;
    }
}
