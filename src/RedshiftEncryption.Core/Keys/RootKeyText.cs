using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security;

namespace RedshiftEncryption.Keys;

/// <summary>
/// Converts a root key from and to its written forms: 32 raw bytes, or their base64 text with or without a line ending.
/// </summary>
internal static class RootKeyText
{
    const byte LineFeed = (byte)'\n';
    const byte CarriageReturn = (byte)'\r';

    /// <summary>The length of the base64 text of a root key, in characters.</summary>
    public static readonly int Base64Length = Base64.GetMaxEncodedToUtf8Length(RootKey.LengthInBytes);

    /// <summary>Parses the content of a key file.</summary>
    /// <exception cref="InvalidRootKeyException">The content is not 32 bytes in either form; the message describes it
    /// without quoting it.</exception>
    public static RootKey Parse(ReadOnlySpan<byte> content, string? path = null)
    {
        if (content.Length == RootKey.LengthInBytes)
        {
            return IsText(content)
                ? throw InvalidRootKeyException.Text()
                : new RootKey(SecretBytes.CopyOf(content), path, nameof(RootKeyFormat.Raw));
        }
        if (MarkOf(content) is { } mark)
            throw InvalidRootKeyException.Marked(mark);
        return TryDecode(WithoutLineEnd(content), out var key)
            ? FromSecret(key, path)
            : throw InvalidRootKeyException.WrongLength(content.Length, path);
    }

    /// <summary>Parses the base64 text that <c>Get-Secret</c> returns.</summary>
    /// <exception cref="InvalidRootKeyException">The text is not the base64 text of 32 bytes.</exception>
    public static RootKey Parse(SecureString text)
    {
        using var ascii = new SecretBytes(text.Length);
        var unmanaged = Marshal.SecureStringToGlobalAllocUnicode(text);
        try
        {
            for (var i = 0; i < text.Length; i++)
            {
                var character = (char)Marshal.ReadInt16(unmanaged, i * sizeof(char));
                ascii.Array[i] = character < 0x80 ? (byte)character : (byte)0;
            }
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(unmanaged);
        }
        return TryDecode(WithoutLineEnd(ascii.Span), out var key)
            ? FromSecret(key, path: null)
            : throw InvalidRootKeyException.NotBase64(text.Length);
    }

    /// <summary>
    /// Returns whether a string can be the text of 32 bytes, so that it can be refused where a path is expected. It
    /// recognizes base64, also URL-safe or without padding, and hexadecimal. A path can match by chance.
    /// </summary>
    public static bool LooksLikeKey(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Length == 2 * RootKey.LengthInBytes)
            return ConsistsOf(trimmed, static character => Uri.IsHexDigit(character));
        var digits = trimmed.TrimEnd('=');
        return digits.Length == Base64Length - 1
            && trimmed.Length - digits.Length <= 1
            && ConsistsOf(
                digits,
                static character =>
                    character is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9') or '+' or '/' or '-' or '_'
            );
    }

    /// <summary>
    /// Returns whether 32 bytes are typed characters. For random bytes, the chance of that is at most 1 in 10^12.
    /// </summary>
    static bool IsText(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (value is not ((>= (byte)' ' and < 0x7f) or (byte)'\t' or LineFeed or CarriageReturn))
                return false;
        }
        return true;
    }

    static string? MarkOf(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf]))
            return "UTF-8";
        return content.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]) || content.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff])
            ? "UTF-16"
            : null;
    }

    static bool ConsistsOf(ReadOnlySpan<char> text, Func<char, bool> isMember)
    {
        foreach (var character in text)
        {
            if (!isMember(character))
                return false;
        }
        return true;
    }

    /// <summary>Formats a key as the content of a key file.</summary>
    public static SecretBytes Format(RootKey key, RootKeyFormat format)
    {
        if (format == RootKeyFormat.Raw)
            return SecretBytes.CopyOf(key.Secret.Span);
        var text = new SecretBytes(Base64Length + 1);
        Base64.EncodeToUtf8(key.Secret.Span, text.Span, out _, out _);
        // If the key were collected here, its finalizer would zero the bytes during the read.
        GC.KeepAlive(key);
        text.Array[Base64Length] = LineFeed;
        return text;
    }

    /// <summary>Converts the key to base64 text for <c>Set-Secret</c>.</summary>
    public static SecureString ToSecureString(RootKey key)
    {
        using var text = Format(key, RootKeyFormat.Base64);
        var secure = new SecureString();
        for (var i = 0; i < Base64Length; i++)
            secure.AppendChar((char)text.Array[i]);
        secure.MakeReadOnly();
        return secure;
    }

    static RootKey FromSecret(SecretBytes key, string? path)
    {
        if (key.Length == RootKey.LengthInBytes)
            return new RootKey(key, path, path is null ? null : nameof(RootKeyFormat.Base64));
        using (key)
            throw InvalidRootKeyException.WrongDecodedLength(key.Length, path);
    }

    static ReadOnlySpan<byte> WithoutLineEnd(ReadOnlySpan<byte> text)
    {
        if (text.Length > 0 && text[text.Length - 1] == LineFeed)
            text = text.Slice(0, text.Length - 1);
        if (text.Length > 0 && text[text.Length - 1] == CarriageReturn)
            text = text.Slice(0, text.Length - 1);
        return text;
    }

    static bool TryDecode(ReadOnlySpan<byte> text, out SecretBytes key)
    {
        key = null!;
        // Newer decoders skip white space within the text, but Redshift does not accept such a key.
        if (
            text.IsEmpty
            || text.Length % 4 != 0
            || text.IndexOfAny((byte)' ', LineFeed, CarriageReturn) >= 0
            || text.IndexOf((byte)'\t') >= 0
        )
            return false;
        using var decoded = new SecretBytes(Base64.GetMaxDecodedFromUtf8Length(text.Length));
        if (Base64.DecodeFromUtf8(text, decoded.Span, out _, out var length) != OperationStatus.Done)
            return false;
        key = SecretBytes.CopyOf(decoded.Span.Slice(0, length));
        return true;
    }
}
