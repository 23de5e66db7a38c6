using System.Diagnostics.CodeAnalysis;

namespace RedshiftEncryption.Storage;

/// <summary>
/// An object's entity tag as records have it: a strong one without its quotes, a weak one whole, <c>W/"x"</c>. A weak tag says that
/// contents are alike, not that they are the same, so no condition is made of it.
/// </summary>
internal static class EntityTag
{
    const string WeakMark = "W/";

    /// <summary>Reads a header or an element of a document; servers leave the quotes out, or the tag.</summary>
    public static string? Read(string? text)
    {
        if (string.IsNullOrEmpty(text) || text is "\"\"")
            return null;
        return text!.Length > 2 && text[0] == '"' && text[text.Length - 1] == '"' ? text.Substring(1, text.Length - 2) : text;
    }

    /// <summary>Whether a condition can be made of it.</summary>
    public static bool IsStrong([NotNullWhen(true)] string? eTag) =>
        !string.IsNullOrEmpty(eTag) && !eTag!.StartsWith(WeakMark, StringComparison.OrdinalIgnoreCase);

    /// <summary>HTTP's strong comparison.</summary>
    public static bool AreSame(string? left, string? right) => IsStrong(left) && string.Equals(left, right, StringComparison.Ordinal);
}
