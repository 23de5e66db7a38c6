using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace HelpCompiler;

/// <summary>Converts Markdown to paragraphs for a terminal: no markup, list items with a dash, code indented.</summary>
static class PlainText
{
    /// <exception cref="HelpPageException">The text contains a block that help cannot show, such as a table or HTML.</exception>
    public static IReadOnlyList<string> Of(IEnumerable<Block> blocks) => [.. blocks.Select(Of)];

    public static string Of(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        foreach (var inline in inlines ?? [])
            text.Append(Of(inline));
        return text.ToString();
    }

    /// <summary>Returns the lines of a code block.</summary>
    public static string Of(CodeBlock code) => code.Lines.ToString().Replace("\r\n", "\n", StringComparison.Ordinal);

    static string Of(Block block) =>
        block switch
        {
            ParagraphBlock paragraph => Of(paragraph.Inline),
            CodeBlock code => Indented(Of(code), "    ", "    "),
            ListBlock list => string.Join(
                '\n',
                list.Cast<ListItemBlock>()
                    .Select(item =>
                        Indented(
                            string.Join("\n\n", Of(item.AsEnumerable())),
                            Marker(list, item),
                            new string(' ', Marker(list, item).Length)
                        )
                    )
            ),
            _ => throw new HelpPageException(
                $"line {block.Line + 1}: help can show paragraphs, lists and code, and no {block.GetType().Name}"
            ),
        };

    static string Of(Inline inline) =>
        inline switch
        {
            LiteralInline literal => literal.Content.ToString(),
            CodeInline code => code.Content,
            LineBreakInline => " ",
            HtmlEntityInline entity => entity.Transcoded.ToString(),
            AutolinkInline address => address.Url,
            // The address of another page is of no use in a terminal.
            LinkInline link => Of((ContainerInline)link)
                + (link.Url is { } url && url.StartsWith("https:", StringComparison.Ordinal) ? $" ({url})" : ""),
            ContainerInline container => Of(container),
            _ => throw new HelpPageException($"line {inline.Line + 1}: help cannot show {inline.GetType().Name}"),
        };

    static string Marker(ListBlock list, ListItemBlock item) => list.IsOrdered ? $"{item.Order}. " : "- ";

    static string Indented(string text, string first, string others) =>
        string.Join('\n', text.Split('\n').Select((line, number) => line.Length == 0 ? "" : (number == 0 ? first : others) + line));
}
