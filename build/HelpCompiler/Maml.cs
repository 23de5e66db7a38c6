using System.Xml.Linq;

namespace HelpCompiler;

/// <summary>Converts pages and the metadata of their cmdlets to MAML, which Get-Help reads.</summary>
/// <remarks>
/// Get-Help offers <c>-Online</c> for every topic that has a related link, and opens the first link that has a URI. Topics
/// have related links only where the pages are published, and the first one is then the page itself. Otherwise the other
/// cmdlets are the last paragraph of the description.
/// </remarks>
static class Maml
{
    static readonly XNamespace Root = "http://msh";
    static readonly XNamespace Text = "http://schemas.microsoft.com/maml/2004/10";
    static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <param name="topics">The cmdlets and their pages.</param>
    /// <param name="online">The folder of the published pages, without a slash at its end; null if they are not published.</param>
    public static XDocument Document(IEnumerable<(CommandMetadata Command, HelpPage Page)> topics, string? online) =>
        new(
            new XDeclaration("1.0", "utf-8", standalone: null),
            new XElement(
                Root + "helpItems",
                new XAttribute("schema", "maml"),
                topics.Select(topic => Topic(topic.Command, topic.Page, online))
            )
        );

    static XElement Topic(CommandMetadata command, HelpPage page, string? online) =>
        new(
            Command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", Text),
            new XAttribute(XNamespace.Xmlns + "command", Command),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            new XElement(
                Command + "details",
                new XElement(Command + "name", command.Name),
                new XElement(Command + "verb", command.Name.Split('-')[0]),
                new XElement(Command + "noun", command.Name.Split('-')[1]),
                Description(page.Synopsis)
            ),
            Description(online is null ? [.. page.Description, .. SeeAlso(page)] : page.Description),
            new XElement(
                Command + "syntax",
                command.ParameterSets.Select(set => new XElement(
                    Command + "syntaxItem",
                    new XElement(Text + "name", command.Name),
                    set.Select(parameter => Parameter(parameter, page, inSyntax: true))
                ))
            ),
            new XElement(Command + "parameters", command.Parameters.Select(parameter => Parameter(parameter, page, inSyntax: false))),
            new XElement(Command + "inputTypes", page.Inputs.Select(static type => Type("inputType", type.Key, type.Value))),
            new XElement(Command + "returnValues", page.Outputs.Select(static type => Type("returnValue", type.Key, type.Value))),
            page.Notes.Count == 0 ? null : new XElement(Text + "alertSet", new XElement(Text + "alert", Paragraphs(page.Notes))),
            new XElement(
                Command + "examples",
                page.Examples.Select(static example => new XElement(
                    Command + "example",
                    new XElement(Text + "title", $"-------- {example.Title} --------"),
                    new XElement(Dev + "code", example.Code),
                    // An empty line before the next one.
                    new XElement(Dev + "remarks", Paragraphs([.. example.Remarks, ""]))
                ))
            ),
            online is null
                ? null
                : new XElement(
                    Command + "relatedLinks",
                    Link("Online version:", $"{online}/{command.Name}.md"),
                    page.Links.Select(static link => Link(link.Text, IsOnWeb(link) ? link.Address : ""))
                )
        );

    static IEnumerable<string> SeeAlso(HelpPage page) =>
        page.Links.Count == 0 ? [] : [$"See also: {string.Join(", ", page.Links.Select(Display))}"];

    static string Display(HelpLink link) => IsOnWeb(link) ? $"{link.Text} ({link.Address})" : link.Text;

    static bool IsOnWeb(HelpLink link) => link.Address.StartsWith("https:", StringComparison.Ordinal);

    static XElement Link(string text, string uri) =>
        new(Text + "navigationLink", new XElement(Text + "linkText", text), new XElement(Text + "uri", uri));

    static XElement Parameter(ParameterMetadata parameter, HelpPage page, bool inSyntax) =>
        new(
            Command + "parameter",
            new XAttribute("required", parameter.Required ? "true" : "false"),
            new XAttribute("variableLength", parameter.IsArray ? "true" : "false"),
            new XAttribute("globbing", parameter.Globbing ? "true" : "false"),
            new XAttribute("pipelineInput", parameter.PipelineInput),
            new XAttribute("position", parameter.Position),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(Text + "name", parameter.Name),
            inSyntax ? null : Description(page.Parameters.GetValueOrDefault(parameter.Name) ?? []),
            // The syntax shows the words instead of the type.
            inSyntax && parameter.Values.Count > 0
                ? new XElement(
                    Command + "parameterValueGroup",
                    parameter.Values.Select(static value => Value(value, isArray: false, isRequired: false))
                )
                : null,
            // In the syntax a switch has no value.
            inSyntax && parameter.IsSwitch
                ? null
                : Value(parameter.Type, parameter.IsArray, isRequired: !parameter.IsSwitch),
            new XElement(Dev + "type", new XElement(Text + "name", parameter.Type), new XElement(Text + "uri")),
            new XElement(Dev + "defaultValue", parameter.DefaultValue)
        );

    static XElement Value(string text, bool isArray, bool isRequired) =>
        new(
            Command + "parameterValue",
            new XAttribute("required", isRequired ? "true" : "false"),
            new XAttribute("variableLength", isArray ? "true" : "false"),
            text
        );

    static XElement Type(string element, string name, IReadOnlyList<string> description) =>
        new(Command + element, new XElement(Dev + "type", new XElement(Text + "name", name)), Description(description));

    static XElement Description(IReadOnlyList<string> text) => new(Text + "description", Paragraphs(text));

    static IEnumerable<XElement> Paragraphs(IReadOnlyList<string> text) =>
        text.Select(static paragraph => new XElement(Text + "para", paragraph));
}
