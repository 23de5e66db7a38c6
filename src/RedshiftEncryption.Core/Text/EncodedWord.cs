using System.Text;
using System.Text.RegularExpressions;

namespace RedshiftEncryption.Text;

/// <summary>
/// Decodes encoded words (RFC 2047). AWS returns user metadata that is not ASCII in this form, and stores such a value decoded.
/// </summary>
internal static class EncodedWord
{
    static readonly Regex Pattern = new(
        @"=\?UTF-8\?(?:B\?(?<base64>[A-Za-z0-9+/=]*)|Q\?(?<quoted>[^? ]*))\?=(?:\s+(?==\?UTF-8\?))?",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        TimeSpan.FromSeconds(1)
    );

    /// <summary>Decodes the encoded words in a value. What is not valid stays as it is.</summary>
    public static string Decode(string value) =>
        Pattern.Replace(
            value,
            static word =>
            {
                try
                {
                    return Encoding.UTF8.GetString(
                        word.Groups["base64"].Success
                            ? Convert.FromBase64String(word.Groups["base64"].Value)
                            : Unquoted(word.Groups["quoted"].Value)
                    );
                }
                catch (FormatException)
                {
                    return word.Value;
                }
            }
        );

    static byte[] Unquoted(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=' && i + 2 < text.Length)
            {
                bytes.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                bytes.Add((byte)(text[i] == '_' ? ' ' : text[i]));
            }
        }
        return [.. bytes];
    }
}
