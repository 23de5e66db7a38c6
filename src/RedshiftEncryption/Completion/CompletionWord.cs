using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Completion;

/// <summary>Parses the word to complete, with its opening quotation mark, and creates its replacements.</summary>
internal static class CompletionWord
{
    /// <summary>PowerShell treats typographic quotation marks like plain ones.</summary>
    const string SingleQuotes = "'\u2018\u2019\u201A\u201B";
    const string DoubleQuotes = "\"\u201C\u201D\u201E";

    /// <summary>Matches words that need no quotation marks. A leading hyphen would make the word a parameter.</summary>
    static readonly Regex Plain = new(@"^[\p{L}\p{Nd}_./:=][\p{L}\p{Nd}_./:=-]*\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    static readonly Regex Doubled = new(
        "(?<mark>['\u2018\u2019\u201A\u201B\"\u201C\u201D\u201E])\\k<mark>",
        RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1)
    );
    static readonly Regex Escaped = new("`(?<next>.)", RegexOptions.CultureInvariant | RegexOptions.Singleline, TimeSpan.FromSeconds(1));

    /// <summary>Returns the text of the word so far.</summary>
    public static string Text(string word)
    {
        if (word.Length == 0)
            return "";
        var isSingle = IsIn(SingleQuotes, word[0]);
        if (!isSingle && !IsIn(DoubleQuotes, word[0]))
            return Escaped.Replace(word, "${next}");
        var end = word.Length > 1 && IsIn(isSingle ? SingleQuotes : DoubleQuotes, word[word.Length - 1]) ? word.Length - 1 : word.Length;
        var text = Doubled.Replace(word.Substring(1, end - 1), "${mark}");
        return isSingle ? text : Escaped.Replace(text, "${next}");
    }

    /// <summary>Returns a replacement for the word whose value is exactly the text.</summary>
    /// <param name="text">The value of the argument.</param>
    /// <param name="shown">The text in the list of choices.</param>
    public static CompletionResult Result(string text, string shown) =>
        new(
            Plain.IsMatch(text) ? text : $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'",
            VisibleText.Of(shown),
            CompletionResultType.ParameterValue,
            VisibleText.Of(text)
        );

    static bool IsIn(string characters, char character) => characters.AsSpan().IndexOf(character) >= 0;
}
