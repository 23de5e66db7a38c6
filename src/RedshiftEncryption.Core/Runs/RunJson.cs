using System.Text.Json;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Runs;

/// <summary>Parses the JSON documents of a run. Another module, or another version of this one, may have written them.</summary>
internal static class RunJson
{
    /// <summary>Parses a document.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="address">Its address, for the error.</param>
    /// <param name="format">The value of <c>format</c> that it must have.</param>
    /// <param name="version">The value of <c>version</c> that it must have.</param>
    /// <param name="read">Reads the document. A <see cref="FormatException"/> continues a sentence.</param>
    /// <exception cref="RunException">The text is not such a document.</exception>
    public static T Parse<T>(ReadOnlyMemory<byte> utf8, S3Address address, string format, int version, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonText.Parse(utf8);
            var root = document.RootElement;
            if (!string.Equals(JsonText.RequiredText(root, "format"), format, StringComparison.Ordinal))
                throw new FormatException($"its 'format' is not {format}");
            if (JsonText.RequiredNumber(root, "version") is var found && found != version)
                throw new FormatException($"its 'version' is {found}, but only {version} is read");
            return read(root);
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

    static RunException Invalid(S3Address address, string reason, Exception inner) =>
        new(RunFault.InvalidRunReport, $"{address} is not a document of a run: {reason}.", inner);
}
