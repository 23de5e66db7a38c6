using RedshiftEncryption.Text;

namespace RedshiftEncryption.Lambda.Batch;

/// <summary>Shortens texts for the completion report, a CSV file with one line for each task.</summary>
internal static class ResultText
{
    /// <summary>The maximum length of a text, in characters.</summary>
    public const int MaximumLength = 1024;

    const string Ellipsis = "...";

    /// <summary>Returns a text in one line without control characters, of at most <see cref="MaximumLength"/> characters.</summary>
    public static string Of(string text)
    {
        var visible = VisibleText.Of(text);
        if (visible.Length <= MaximumLength)
            return visible;
        var length = MaximumLength - Ellipsis.Length;
        // Half a surrogate pair is not valid in UTF-8.
        return visible[..(char.IsHighSurrogate(visible[length - 1]) ? length - 1 : length)] + Ellipsis;
    }
}
