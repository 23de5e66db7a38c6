using System.Buffers;
using System.Buffers.Text;
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

    /// <summary>The length of the base64 text of a 128-bit root key, in characters; the last two are padding.</summary>
    static readonly int ShortBase64Length = Base64.GetMaxEncodedToUtf8Length(RootKey.ShortestLengthInBytes);

    /// <summary>Parses the content of a key file.</summary>
    /// <param name="content">The content of the file.</param>
    /// <param name="path">The key file; null for a key that is not from a file.</param>
    /// <param name="purpose">The sizes that are accepted.</param>
    /// <exception cref="InvalidRootKeyException">The content is not a key of an accepted size in either form; the message
    /// describes it without quoting it.</exception>
    public static RootKey Parse(ReadOnlySpan<byte> content, string? path = null, RootKeyPurpose purpose = default)
    {
        if (purpose.AcceptsRaw(content.Length) && !IsText(content))
            return new RootKey(SecretBytes.CopyOf(content), path, nameof(RootKeyFormat.Raw));
        if (MarkOf(content) is { } mark)
            throw InvalidRootKeyException.Marked(mark);
        return FromText(content, path, purpose)
            ?? throw (
                purpose.AcceptsRaw(content.Length)
                    ? InvalidRootKeyException.Text(content.Length)
                    : InvalidRootKeyException.WrongLength(content.Length, path, purpose)
            );
    }

    /// <summary>Parses the base64 text that <c>Get-Secret</c> returns.</summary>
    /// <param name="text">The text.</param>
    /// <param name="purpose">The sizes that are accepted.</param>
    /// <exception cref="InvalidRootKeyException">The text is not the base64 text of a key of an accepted size.</exception>
    public static RootKey Parse(SecureString text, RootKeyPurpose purpose = default)
    {
        using var characters = SecretBytes.CopyOf(text);
        using var ascii = new SecretBytes(text.Length);
        for (var i = 0; i < ascii.Length; i++)
            ascii.Array[i] = characters.Characters[i] < 0x80 ? (byte)characters.Characters[i] : (byte)0;
        return FromText(ascii.Span, path: null, purpose) ?? throw InvalidRootKeyException.NotBase64(text.Length);
    }

    /// <summary>
    /// Returns whether a string can be the text of a key, so that it can be refused where a path is expected. It
    /// recognizes hexadecimal and base64; the base64 of 32 bytes also URL-safe or without padding. A path can match by
    /// chance.
    /// </summary>
    public static bool LooksLikeKey(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Length % 2 == 0 && RootKey.IsLength(trimmed.Length / 2) && ConsistsOf(trimmed, Uri.IsHexDigit))
            return true;
        var digits = trimmed.TrimEnd('=');
        var padding = trimmed.Length - digits.Length;
        return ((digits.Length == Base64Length - 1 && padding <= 1) || (trimmed.Length == ShortBase64Length && padding == 2))
            && ConsistsOf(
                digits,
                static character =>
                    character is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9') or '+' or '/' or '-' or '_'
            );
    }

    /// <summary>
    /// Returns whether the bytes are typed characters. For random bytes, the chance of that is 1 in 10^13 for a key of 256
    /// bits, and 1 in 4 million for one of 128 bits, which its base64 text avoids.
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
    /// <exception cref="InvalidRootKeyException">The key can only be used to read objects.</exception>
    public static SecretBytes Format(RootKey key, RootKeyFormat format)
    {
        key.ThrowIfOnlyForReading();
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

    /// <summary>Decodes base64 text with or without a line end; null if it is not base64.</summary>
    static RootKey? FromText(ReadOnlySpan<byte> content, string? path, RootKeyPurpose purpose)
    {
        var text = WithoutLineEnd(content);
        if (!TryDecode(text, out var key))
            return null;
        // 32 hexadecimal digits are also the base64 of 24 bytes, but such a key is improbable: 1 in 10^14.
        var isHexadecimal = RootKey.IsLength(key.Length) && IsHexadecimal(text);
        if (purpose.AcceptsText(key.Length) && !isHexadecimal)
            return new RootKey(key, path, path is null ? null : nameof(RootKeyFormat.Base64));
        var isTyped = isHexadecimal || (purpose.AcceptsRaw(content.Length) && !(purpose.IsReading && RootKey.IsLength(key.Length)));
        using (key)
            throw isTyped
                ? InvalidRootKeyException.Text(text.Length)
                : InvalidRootKeyException.WrongDecodedLength(key.Length, path, purpose);
    }

    static bool IsHexadecimal(ReadOnlySpan<byte> text)
    {
        foreach (var character in text)
        {
            if (!Uri.IsHexDigit((char)character))
                return false;
        }
        return true;
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
