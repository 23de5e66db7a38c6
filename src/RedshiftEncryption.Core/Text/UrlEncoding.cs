using System.Globalization;
using System.Text;

namespace RedshiftEncryption.Text;

/// <summary>
/// Encodes texts for URLs, and decodes those of other writers strictly. The decoders of .NET leave what is not valid as it is, which
/// would be the name of another object.
/// </summary>
internal static class UrlEncoding
{
    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Encodes all bytes of a text in UTF-8 but letters, digits, slashes, and <c>-._~</c>.</summary>
    /// <exception cref="EncoderFallbackException">The text contains half a surrogate pair.</exception>
    public static string Encode(string text)
    {
        // The encoder of .NET replaces half a surrogate pair.
        _ = Utf8.GetByteCount(text);
        return Uri.EscapeDataString(text).Replace("%2F", "/");
    }

    /// <summary>Decodes a text, in which a plus sign is a space.</summary>
    /// <returns>Null if an escape is incomplete, or the bytes are not UTF-8.</returns>
    public static string? TryDecode(string text)
    {
        if (text.IndexOfAny(['%', '+']) < 0)
            return text;
        var encoded = Encoding.UTF8.GetBytes(text);
        var length = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            var next = encoded[i];
            if (next == '%')
            {
                if (i + 2 >= encoded.Length || !TryParse((char)encoded[i + 1], (char)encoded[i + 2], out next))
                    return null;
                i += 2;
            }
            else if (next == '+')
            {
                next = (byte)' ';
            }
            encoded[length++] = next;
        }
        try
        {
            return Utf8.GetString(encoded, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    static bool TryParse(char high, char low, out byte value) =>
        byte.TryParse(new string([high, low]), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
