using System.Diagnostics.CodeAnalysis;

namespace RedshiftEncryption.Storage;

/// <summary>
/// Reads an object's ETag into the form of records: a strong one without quotes, a weak one unchanged (<c>W/"x"</c>). A
/// weak ETag means that contents are equivalent, not identical, so it is not used in conditions.
/// </summary>
internal static class EntityTag
{
    const string WeakMark = "W/";

    /// <summary>Reads an ETag from a header or a document. Some servers omit the quotes, or the ETag itself.</summary>
    public static string? Read(string? text)
    {
        if (string.IsNullOrEmpty(text) || text is "\"\"")
            return null;
        return text!.Length > 2 && text[0] == '"' && text[text.Length - 1] == '"' ? text.Substring(1, text.Length - 2) : text;
    }

    /// <summary>Returns whether an ETag can be used in a condition.</summary>
    public static bool IsStrong([NotNullWhen(true)] string? eTag) =>
        !string.IsNullOrEmpty(eTag) && !eTag!.StartsWith(WeakMark, StringComparison.OrdinalIgnoreCase);

    /// <summary>Compares two ETags by HTTP's strong comparison.</summary>
    public static bool AreSame(string? left, string? right) => IsStrong(left) && string.Equals(left, right, StringComparison.Ordinal);
}
