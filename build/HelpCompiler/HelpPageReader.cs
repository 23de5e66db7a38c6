using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace HelpCompiler;

/// <summary>
/// Reads a page in platyPS's layout (schema 2.0.0): the cmdlet's name as the title, and sections with names in capitals. Below
/// EXAMPLES, PARAMETERS, INPUTS and OUTPUTS, each item has a heading. Syntax and metadata blocks are skipped: PowerShell has them.
/// </summary>
static class HelpPageReader
{
    static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseYamlFrontMatter().DisableHtml().Build();

    static readonly string[] Sections =
    [
        "SYNOPSIS",
        "SYNTAX",
        "DESCRIPTION",
        "EXAMPLES",
        "PARAMETERS",
        "INPUTS",
        "OUTPUTS",
        "NOTES",
        "RELATED LINKS",
    ];

    /// <exception cref="HelpPageException">The page has another layout.</exception>
    public static HelpPage Read(string markdown)
    {
        var blocks = Markdown.Parse(markdown, Pipeline).Where(static block => block is not YamlFrontMatterBlock).ToList();
        if (blocks is not [HeadingBlock { Level: 1 } title, ..])
            throw new HelpPageException("the page must begin with its front matter and the cmdlet's name as title");
        var sections = Divide(blocks.Skip(1), level: 2)
            .ToDictionary(static section => PlainText.Of(section.Heading.Inline), static section => section.Blocks, StringComparer.Ordinal);
        if (sections.Keys.Except(Sections, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            throw new HelpPageException($"the section '{unknown}' is none of {string.Join(", ", Sections)}");
        IReadOnlyList<Block> Section(string name) => sections.GetValueOrDefault(name) ?? [];
        return new HelpPage(PlainText.Of(title.Inline))
        {
            Synopsis = PlainText.Of(Section("SYNOPSIS")),
            Description = PlainText.Of(Section("DESCRIPTION")),
            Examples =
            [
                .. Divide(Section("EXAMPLES"), level: 3)
                    .Select(static example => Example(PlainText.Of(example.Heading.Inline), example.Blocks)),
            ],
            Parameters = Divide(Section("PARAMETERS"), level: 3)
                .Where(static parameter => PlainText.Of(parameter.Heading.Inline) is not "CommonParameters")
                .ToDictionary(
                    static parameter => ParameterName(parameter.Heading),
                    static parameter => PlainText.Of(parameter.Blocks.Where(static block => !IsMetadata(block))),
                    StringComparer.Ordinal
                ),
            Inputs = Types(Section("INPUTS")),
            Outputs = Types(Section("OUTPUTS")),
            Notes = PlainText.Of(Section("NOTES")),
            Links =
            [
                .. Section("RELATED LINKS")
                    .OfType<ParagraphBlock>()
                    .SelectMany(static block => block.Inline!.Descendants<LinkInline>())
                    .Select(static link => new HelpLink(PlainText.Of((ContainerInline)link), link.Url ?? "")),
            ],
        };
    }

    static Dictionary<string, IReadOnlyList<string>> Types(IReadOnlyList<Block> blocks) =>
        Divide(blocks, level: 3)
            .ToDictionary(
                static type => PlainText.Of(type.Heading.Inline),
                static type => PlainText.Of(type.Blocks),
                StringComparer.Ordinal
            );

    static HelpExample Example(string title, IReadOnlyList<Block> blocks)
    {
        if (blocks.OfType<FencedCodeBlock>().FirstOrDefault() is not { Info: "powershell" } code)
            throw new HelpPageException($"the example '{title}' needs its code first, in a block of powershell");
        return new HelpExample(title, PlainText.Of(code), PlainText.Of(blocks.Where(block => block != code)));
    }

    static string ParameterName(HeadingBlock heading) =>
        PlainText.Of(heading.Inline) is ['-', .. var name]
            ? name
            : throw new HelpPageException($"line {heading.Line + 1}: a parameter's heading begins with a dash");

    static bool IsMetadata(Block block) => block is FencedCodeBlock { Info: "yaml" };

    /// <summary>Groups blocks by the headings of one level.</summary>
    static IEnumerable<(HeadingBlock Heading, IReadOnlyList<Block> Blocks)> Divide(IEnumerable<Block> blocks, int level)
    {
        HeadingBlock? heading = null;
        var below = new List<Block>();
        foreach (var block in blocks)
        {
            if (block is HeadingBlock next && next.Level == level)
            {
                if (heading is not null)
                    yield return (heading, below);
                (heading, below) = (next, []);
            }
            else if (heading is null)
            {
                throw new HelpPageException($"line {block.Line + 1}: this stands below no heading of level {level}");
            }
            else
            {
                below.Add(block);
            }
        }
        if (heading is not null)
            yield return (heading, below);
    }
}
