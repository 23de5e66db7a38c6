using System.Text.Json;

namespace RedshiftEncryption.Integration.Servers;

/// <summary>What a function returned for an event.</summary>
/// <param name="IsError">Whether it reported that it could not process the event.</param>
/// <param name="ErrorType">The header with the type of the error; null for none.</param>
/// <param name="Text">The JSON.</param>
internal sealed record LambdaReply(bool IsError, string? ErrorType, string Text)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);

    JsonElement Result => Json.GetProperty("results").EnumerateArray().Single();

    /// <summary>The code of the only task.</summary>
    public string Code => Result.GetProperty("resultCode").GetString()!;

    /// <summary>The text of the only task.</summary>
    public string Report => Result.GetProperty("resultString").GetString()!;
}
