using System.Text;
using Markdig;
using Markdig.Syntax;

namespace HelpCompiler;

/// <summary>Converts a conceptual topic from Markdown to the text that Get-Help about_NAME shows.</summary>
static class AboutTopic
{
    const int Width = 79;

    static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().Build();

    /// <exception cref="HelpPageException">The topic contains a block that plain text cannot show.</exception>
    public static string Text(string markdown)
    {
        var text = new StringBuilder();
        foreach (var block in Markdown.Parse(markdown, Pipeline))
        {
            if (block is HeadingBlock heading)
                text.Append(PlainText.Of(heading.Inline).ToUpperInvariant());
            else
                text.AppendJoin(
                    '\n',
                    PlainText.Of([block])[0].Split('\n').Select(line => Wrapped("    " + line, isCode: block is CodeBlock))
                );
            text.Append(block is HeadingBlock { Level: > 1 } ? "\n" : "\n\n");
        }
        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>Wraps lines. They continue below the text of a list item, and code is not wrapped.</summary>
    static string Wrapped(string line, bool isCode)
    {
        if (isCode || line.Length <= Width)
            return line.TrimEnd();
        var margin = line.Length - line.TrimStart().Length;
        var hanging = new string(' ', line.AsSpan(margin).StartsWith("- ", StringComparison.Ordinal) ? margin + 2 : margin);
        var (result, current) = (new StringBuilder(), new StringBuilder(line[..margin]));
        foreach (var word in line[margin..].Split(' '))
        {
            if (current.Length + 1 + word.Length > Width)
            {
                result.Append(current).Append('\n');
                current.Clear().Append(hanging).Append(word);
            }
            else
            {
                current.Append(current.Length > margin ? " " : "").Append(word);
            }
        }
        return result.Append(current).ToString();
    }
}
