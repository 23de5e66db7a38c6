using System.Globalization;
using System.Text;

namespace LocalS3;

/// <summary>URI escapes as Signature Version 4 defines them: everything but A-Z a-z 0-9 - . _ ~ is escaped, in upper case.</summary>
static class PercentEncoding
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Encode(string text, bool keepSlash)
    {
        var result = new StringBuilder(text.Length + 16);
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            var character = (char)value;
            if (char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_' or '~' || (keepSlash && character == '/'))
                result.Append(character);
            else
                result.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
        }
        return result.ToString();
    }

    /// <exception cref="S3Exception">An escape is malformed, or the bytes are not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<char> text, bool plusIsSpace)
    {
        // A target may hold raw UTF-8 too: escapes stand for bytes, not for characters.
        var bytes = Encoding.UTF8.GetBytes(text.ToArray());
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var value = bytes[i];
            if (value == '%')
            {
                if (
                    i + 2 >= bytes.Length
                    || !byte.TryParse(bytes.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
                )
                    throw Refusal.InvalidUri();
                i += 2;
            }
            else if (value == '+' && plusIsSpace)
            {
                value = (byte)' ';
            }
            bytes[length++] = value;
        }
        try
        {
            return StrictUtf8.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            throw Refusal.InvalidUri();
        }
    }
}
