using System.Text;
using System.Text.Json;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Lambda.Actions;

/// <summary>
/// Reads the root keys of an environment variable: the content of a key file that AWS KMS encrypted, or a JSON array of several.
/// Everyone who may look at a function sees its environment, so that a plain key is refused.
/// </summary>
internal static class WrappedKeySetting
{
    /// <summary>Reads the keys of a variable.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="text">Its value, which no message quotes; null for none.</param>
    /// <exception cref="InvalidSettingException">The value is not what is described above.</exception>
    public static IReadOnlyList<WrappedRootKey> Read(string name, string? text)
    {
        if (text is null)
            return [];
        try
        {
            using var document = JsonText.Parse(Encoding.UTF8.GetBytes(text));
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Object => [ReadOne(document.RootElement, name)],
                JsonValueKind.Array => [.. document.RootElement.EnumerateArray().Select(element => ReadOne(element, name))],
                _ => throw Plain(name),
            };
        }
        catch (JsonException)
        {
            // Without the inner exception, which quotes the value: it may be a key.
            throw Plain(name);
        }
    }

    static WrappedRootKey ReadOne(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw Plain(name);
        try
        {
            return WrappedRootKeyText.Parse(Encoding.UTF8.GetBytes(element.GetRawText()), name);
        }
        catch (InvalidRootKeyException exception)
        {
            throw new InvalidSettingException(exception.Message, exception);
        }
    }

    static InvalidSettingException Plain(string name) =>
        new(
            $"{name} is not the JSON of a key file that AWS KMS encrypted, or an array of such. A plain root key is not accepted: "
                + "it would be readable in the function's configuration. Create the file with New-RootKey -KmsKeyId."
        );
}
