using System.Globalization;

namespace RedshiftEncryption.Storage;

/// <summary>Checks the tags of an object against the rules of S3, before they are sent.</summary>
internal static class TagRules
{
    /// <summary>The largest number of tags of an object.</summary>
    public const int MaximumCount = 10;

    /// <summary>In UTF-16 code units, as S3 counts them.</summary>
    const int LongestKey = 128;

    const int LongestValue = 256;

    /// <summary>The characters besides letters, digits and spaces of any language.</summary>
    const string Punctuation = "+-=._:/@";

    static readonly HashSet<char> Characters = [.. Punctuation];

    const string ReservedPrefix = "aws:";

    /// <summary>Returns why a tag cannot be stored; null if it can.</summary>
    public static string? Problem(string key, string value) =>
        key.Length is 0 or > LongestKey ? $"the key '{key}' does not have 1 to {LongestKey} characters"
        : value.Length > LongestValue ? $"the value of '{key}' has {value.Length} characters, but at most {LongestValue} are permitted"
        : !IsText(key) || !IsText(value)
            ? $"the key or the value of '{key}' contains a character that is not a letter, digit, space or one of {Punctuation}"
        : key.StartsWith(ReservedPrefix, StringComparison.OrdinalIgnoreCase)
            ? $"the key '{key}' begins with '{ReservedPrefix}', which AWS reserves"
        : null;

    static bool IsText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsCharacter(CharUnicodeInfo.GetUnicodeCategory(text, i)) && !Characters.Contains(text[i]))
                return false;
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length)
                i++;
        }
        return true;
    }

    static bool IsCharacter(UnicodeCategory category) =>
        category
            is UnicodeCategory.UppercaseLetter
                or UnicodeCategory.LowercaseLetter
                or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter
                or UnicodeCategory.OtherLetter
                or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.LetterNumber
                or UnicodeCategory.OtherNumber
                or UnicodeCategory.SpaceSeparator;
}
